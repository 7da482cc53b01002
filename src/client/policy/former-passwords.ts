/** `passwordReuseHistory`: passwords that a company does not want again (PROTOCOL §3.6). */
import { equalBytes } from "../../crypto/bytes.ts";
import { entryType, type FormerPassword } from "../../crypto/client/entry.ts";
import type { SigningPublicKey } from "../../crypto/keys.ts";
import { deriveFrom } from "../account/proof.ts";
import { sealedKeys } from "../account/prove-here.ts";
import { writeEntry } from "../account/seal-entry.ts";
import { type Core, type Open, vaultOf } from "../core.ts";
import type { Change } from "../sync/deed.ts";
import { denyBy, valueOfPolicy } from "./binding.ts";

/**
 * Throws POLICY_DENIED for the password that is, where passwords have their time or are not to be used again, and for those of
 * before that the company wants to be left behind.
 */
export async function checkNotUsedBefore(
  core: Core,
  open: Open,
  { current, next }: { readonly current: string; readonly next: string },
): Promise<void> {
  const history = valueOfPolicy(open, "passwordReuseHistory");
  if (current === next && history > 0) denyBy("passwordReuseHistory");
  const ages = core.passwordTooOld || valueOfPolicy(open, "maximumPasswordAge") !== null;
  if (current === next && ages) denyBy("maximumPasswordAge");
  if (history === 0) return;
  for (const { parameters, loginKey } of formerOf(open).slice(0, history - 1)) {
    const { login } = await deriveFrom(next, core.device, parameters);
    if (equalBytes(login.publicKey, loginKey)) denyBy("passwordReuseHistory");
  }
}

const formerOf = ({ held }: Open): readonly FormerPassword[] => held.pins?.formerPasswords ?? [];

/** What is written when the present password ends: nothing where nobody wants to know. */
export function noteFormer(core: Core, open: Open, loginKey: SigningPublicKey): Change[] {
  const history = valueOfPolicy(open, "passwordReuseHistory");
  if (history < 2) return [];
  const { parameters } = sealedKeys(core);
  const passwords = [{ parameters, loginKey }, ...formerOf(open)].slice(0, history - 1);
  return [writeEntry(open, vaultOf(open, "ACCOUNT"), open.user, { type: entryType.FORMER_PASSWORDS, passwords })];
}
