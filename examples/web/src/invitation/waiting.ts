import { makeValue } from "../shell/value.ts";
import type { Invited } from "./link.ts";
import { takeFromAddress, takenAtStart } from "./take.ts";

/** An invitation that somebody came with, until it is used or put away. It stands nowhere but here. */
export const waiting = makeValue<Invited | null>(takenAtStart);

// Before whoever looks at the address for where in the application that is.
window.addEventListener("hashchange", () => {
  const invited = takeFromAddress();
  if (invited !== null) waiting.set(invited);
});
