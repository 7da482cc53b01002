import type { Request } from "../context.ts";
import { askAsPartner } from "../transaction.ts";
import { mayAs, type Right } from "./rights.ts";

/**
 * Whether whoever asks has a right, before what is asked of the database is known by it: what they may not read is not looked at, and
 * takes no time by which it could be guessed. Throws as `askAsPartner` does.
 */
export async function mayNow(request: Request, right: Right): Promise<boolean> {
  const { actor } = await askAsPartner(request);
  return mayAs(actor.partner, right);
}
