/**
 * Why a part of this application did not come. OFFLINE: the server is not reached. REPLACED: it serves another release by now, whose
 * files have other names. FAILED: it serves this one, and the file all the same did not come, or did not run.
 */
export type Why = "OFFLINE" | "REPLACED" | "FAILED";

export class NotLoaded extends Error {
  override readonly name = "NotLoaded";
  constructor(
    readonly why: Why,
    cause: unknown,
  ) {
    super(`A part of this application was not loaded: ${why}.`, { cause });
  }
}

/** The same `import`, whose failure says why. */
export const orNotLoaded =
  <T>(load: () => Promise<T>) =>
  async (): Promise<T> => {
    try {
      return await load();
    } catch (cause) {
      throw await notLoaded(cause);
    }
  };

/** What is thrown where something of this application did not come. */
export const notLoaded = async (cause: unknown): Promise<NotLoaded> => new NotLoaded(await whyNot(), cause);

/** A page names its first file by what is in it: where the server's page has another, it is of another release. */
async function whyNot(): Promise<Why> {
  const own = document.querySelector<HTMLScriptElement>("script[type=module]")?.src;
  try {
    const answer = await fetch("/app/", { cache: "no-store", signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) return "OFFLINE";
    return own && !(await answer.text()).includes(new URL(own).pathname) ? "REPLACED" : "FAILED";
  } catch {
    return "OFFLINE";
  }
}
