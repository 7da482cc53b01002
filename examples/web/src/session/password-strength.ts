import { orNotLoaded } from "../shell/not-loaded.ts";

type Estimator = typeof import("sealgraph/client/strength");

const estimator = orNotLoaded(() => import("sealgraph/client/strength"));

/** How strong a password is: the word lists that it is estimated by are fetched when somebody first types one. Throws NotLoaded. */
export const passwordStrength: Estimator["passwordStrength"] = async (password, options) =>
  (await estimator()).passwordStrength(password, options);
