/**
 * Takes an invitation out of the address before anything else of this application runs: from then on it is in memory alone, and
 * gone with the page. Imported first.
 */
import { type Invited, linkInAddress } from "./link.ts";

export function takeFromAddress(): Invited | null {
  const invited = linkInAddress(location);
  // The entry is replaced, and not followed by another: `back` does not lead to the secret.
  if (invited !== null) history.replaceState(null, "", "/app/");
  return invited;
}

export const takenAtStart = takeFromAddress();
