import { errorCodes } from "sealgraph/client";
import type { Say } from "../words/words.tsx";

/** Why something was not done in one of many companies: a code of an error, in people's words where there are some. */
export const reasonInWords = (code: string, { maybe }: Say): string =>
  maybe(`error.${code}`) ?? (Object.hasOwn(errorCodes, code) ? errorCodes[code as keyof typeof errorCodes] : code);
