import type { ServerCaught } from "../client/index.ts";

const keep =
  "Keep this device and every export of the log, and ask whoever runs the server. sealgraph audit verify --file says whether an export holds.";

/** What is said of a server whose log does not hold at an entry: one sentence, and what to do. Null for what is no log. */
export function caughtLog({
  check,
  revision,
}: ServerCaught): { readonly message: string; readonly hint: string } | null {
  if (revision === null) return null;
  if (check === "WENT_BACK")
    return {
      message: `The server shows entry ${revision} of the log no more, which this device has seen: it was taken away.`,
      hint: `${keep} Only if they say that they restored the server from an old copy: sealgraph audit forget`,
    };
  return {
    message: `The log does not hold at entry ${revision}: it was changed, dropped or swapped, or what is before it was written anew.`,
    hint: keep,
  };
}
