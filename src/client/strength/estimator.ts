import type { ZxcvbnFactory } from "@zxcvbn-ts/core";

/** Characters of a password that are looked at: the time that an estimate takes grows with their square. */
export const mostCharacters = 100;

/** Substitutions such as `4` for `a` that are tried in one password: with more, an estimate takes seconds. */
const mostSubstitutions = 20;

let loading: Promise<ZxcvbnFactory> | null = null;

/** The estimator with its word lists, loaded when it is first asked for; asked again where that failed. */
export function loadEstimator(): Promise<ZxcvbnFactory> {
  loading ??= load().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function load(): Promise<ZxcvbnFactory> {
  const [core, common, english] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
    import("@zxcvbn-ts/language-en"),
  ]);
  return new core.ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    maxLength: mostCharacters,
    l33tMaxSubstitutions: mostSubstitutions,
  });
}
