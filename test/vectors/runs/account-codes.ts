import {
  deriveCodeKeys,
  formatAccountCode,
  parseAccountCode,
  unwrapByCode,
} from "../../../src/crypto/client/account-code.ts";
import { codeContext } from "../../../src/crypto/code-context.ts";
import { asAccountCode, asId, asSigningPublicKey } from "../../../src/crypto/keys.ts";
import type { Run, Runs } from "../given.ts";
import { accountRuns } from "./accounts.ts";

export const accountCodeRuns: Runs = {
  "account-code": (given) => {
    const code = given.has("code") ? given.bytes("code", asAccountCode) : parseAccountCode(given.text("text"));
    return { code, text: formatAccountCode(code) };
  },

  "account-code-wrap": (given) => {
    const user = given.bytes("user", asId);
    const { wrapKey, login } = deriveCodeKeys(given.bytes("code", asAccountCode), user);
    const place = {
      user,
      keyGeneration: given.uint("keyGeneration"),
      codeGeneration: given.uint("codeGeneration"),
    };
    return { wrapKey, loginKey: login.publicKey, rootKey: unwrapByCode(wrapKey, place, given.bytes("wrap")) };
  },

  "account-code-context": (given) => ({
    context: codeContext({
      codeGeneration: given.uint("codeGeneration"),
      keyGeneration: given.uint("keyGeneration"),
      made: given.has("loginKey")
        ? { loginKey: given.bytes("loginKey", asSigningPublicKey), wrap: given.bytes("wrap") }
        : null,
    }),
  }),

  "account-code-proof": accountRuns["login-proof"] as Run,
};
