import { encodeBase64url } from "../../crypto/base64url.ts";
import { deriveCodeKeys, formatAccountCode, makeAccountCode, wrapForCode } from "../../crypto/client/account-code.ts";
import type { Unlock } from "../../crypto/client/unlock.ts";
import { codeContext } from "../../crypto/code-context.ts";
import { loginAction } from "../../crypto/login-proof.ts";
import { type Core, opened } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import {
  accountCodeOperation,
  type CodeChangeAnswer,
  makeAccountCodeOperation,
  removeAccountCodeOperation,
} from "../transport/account-code-operations.ts";
import { patiently } from "./patiently.ts";
import { checkSameUser, requestChallenge, signProof } from "./proof.ts";
import { proveHere, sealedKeys } from "./prove-here.ts";
import { call } from "./session.ts";

/** Shows a code to its owner before it counts. What it throws ends the making of it, and nothing was sent. */
export type ShowCode = (code: string) => void | Promise<void>;

export interface CodeStatus {
  readonly exists: boolean;
  /** When the one that exists was made. */
  readonly createdAt: Date | null;
}

export interface AccountCodes {
  /** As the server says. */
  status(): Promise<CodeStatus>;
  /**
   * Gives the account a code, in place of the one before, and gives it back: 8 groups of 6 digits, known to nobody else
   * and never shown again. `show` is the place to have groups of it typed back. Throws WRONG_CREDENTIALS, LOCKED, CONFLICT
   * where another device was faster.
   */
  make(password: string, show?: ShowCode): Promise<string>;
  /** Takes the code away, if there is one. Throws WRONG_CREDENTIALS, LOCKED, CONFLICT. */
  remove(password: string): Promise<void>;
}

export function accountCodesOf(core: Core): AccountCodes {
  return {
    async status() {
      const { exists, createdAt } = await call(core, accountCodeOperation, {});
      return { exists, createdAt: createdAt === null ? null : new Date(createdAt) };
    },
    make: (password, show) => make(core, password, show),
    remove: (password) => remove(core, password),
  };
}

async function make(core: Core, password: string, show?: ShowCode): Promise<string> {
  opened(core);
  const { login } = await proveHere(core, password);
  const generation = (await call(core, accountCodeOperation, {})).generation + 1;
  const code = makeAccountCode();
  const written = formatAccountCode(code);
  await show?.(written);

  const { user } = core.device;
  const { keyGeneration } = sealedKeys(core);
  const { wrapKey, login: byCode } = deriveCodeKeys(code, user);
  const loginKey = byCode.publicKey;
  const wrap = wrapForCode(wrapKey, { user, keyGeneration, codeGeneration: generation }, opened(core).rootKey);
  const context = codeContext({ codeGeneration: generation, keyGeneration, made: { loginKey, wrap } });
  const input = {
    ...(await prove(core, login, loginAction.MAKE_CODE, context)),
    generation,
    loginKey: encodeBase64url(loginKey),
    rootKey: encodeBase64url(wrap),
  };
  demandDone(await patiently(core.around, () => call(core, makeAccountCodeOperation, { input })));
  return written;
}

async function remove(core: Core, password: string): Promise<void> {
  opened(core);
  const { login } = await proveHere(core, password);
  const { exists, generation } = await call(core, accountCodeOperation, {});
  if (!exists) return;
  const { keyGeneration } = sealedKeys(core);
  const context = codeContext({ codeGeneration: generation, keyGeneration, made: null });
  const input = { ...(await prove(core, login, loginAction.REMOVE_CODE, context)), generation };
  demandDone(await patiently(core.around, () => call(core, removeAccountCodeOperation, { input })));
}

async function prove(
  core: Core,
  login: Unlock["login"],
  action: typeof loginAction.MAKE_CODE | typeof loginAction.REMOVE_CODE,
  context: ReturnType<typeof codeContext>,
) {
  const challenge = await requestChallenge(core.around, core.device.address);
  checkSameUser(core.device, challenge);
  return signProof(core.around, core.device, login, challenge, action, context);
}

function demandDone(answer: CodeChangeAnswer): void {
  if ("refusal" in answer) throw new SealgraphError("WRONG_CREDENTIALS");
  if (!answer.done) throw new SealgraphError("CONFLICT", { generation: answer.accountCode.generation });
}
