import type { Core } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import {
  beginTotpOperation,
  beginWebAuthnOperation,
  type ConfirmFactorAnswer,
  confirmTotpOperation,
  confirmWebAuthnOperation,
  makeSpareCodesOperation,
  removeSecondFactorOperation,
  resetSecondFactorOperation,
  type SecondFactorAnswer,
  type SecondFactorKind,
  secondFactorsOperation,
} from "../transport/second-factor-operations.ts";
import { parseName } from "./begin.ts";
import { call, stepUp } from "./session.ts";

/** What the server asks for besides password and Secret Key. */
export interface SecondFactor {
  /** Canonical UUID text. */
  readonly factor: string;
  readonly kind: SecondFactorKind;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

export interface SecondFactorAdded {
  readonly factor: SecondFactor;
  /** With the first factor: ten, for paper, never shown again. */
  readonly spareCodes: readonly string[] | null;
}

/** The second factors of the account, as the server has them. All but `status` asks for one that there is. */
export interface SecondFactors {
  status(): Promise<{
    readonly factors: readonly SecondFactor[];
    readonly spareCodesLeft: number;
    /** From when on the company lets nobody in without a second factor; null where it demands none. */
    readonly demandedFrom: Date | null;
  }>;
  /** `uri` is for the authenticator: it holds the seed. It counts once `confirmTotp` was given a code of it. */
  beginTotp(name: string): Promise<{ readonly factor: string; readonly uri: string; readonly expiresAt: Date }>;
  /** SECOND_FACTOR_REFUSED: it may be called again. */
  confirmTotp(factor: string, code: string): Promise<SecondFactorAdded>;
  /** `options` are for `PublicKeyCredential.parseCreationOptionsFromJSON`. */
  beginWebAuthn(
    name: string,
  ): Promise<{ readonly factor: string; readonly options: JsonObject; readonly expiresAt: Date }>;
  /** Takes what `navigator.credentials.create` gave, as JSON. */
  confirmWebAuthn(factor: string, registration: JsonObject): Promise<SecondFactorAdded>;
  /** With the last factor go the spare codes. */
  remove(factor: string): Promise<void>;
  /** Ten new ones; those from before count no more. */
  makeSpareCodes(): Promise<readonly string[]>;
  /** Shows a factor now, so that nothing asks for one in the next ten minutes. */
  stepUp(): Promise<void>;
  /** Takes away what another member of the company has, by an administrator in the portal. Gives how many there were. */
  reset(user: string): Promise<number>;
}

export function secondFactorsOf(core: Core): SecondFactors {
  return {
    async status() {
      const { factors, spareCodesLeft, demandedFrom } = await call(core, secondFactorsOperation, {});
      const demanded = demandedFrom === null ? null : new Date(demandedFrom);
      return { factors: factors.map(factorOf), spareCodesLeft, demandedFrom: demanded };
    },
    async beginTotp(name) {
      const begun = await call(core, beginTotpOperation, { input: { name: parseName(name, "name") } });
      return { ...begun, expiresAt: new Date(begun.expiresAt) };
    },
    confirmTotp: async (factor, code) => addedOf(await call(core, confirmTotpOperation, { input: { factor, code } })),
    async beginWebAuthn(name) {
      const begun = await call(core, beginWebAuthnOperation, { input: { name: parseName(name, "name") } });
      return { ...begun, expiresAt: new Date(begun.expiresAt) };
    },
    async confirmWebAuthn(factor, registration) {
      const input = { factor, registration: JSON.stringify(registration) };
      return addedOf(await call(core, confirmWebAuthnOperation, { input }));
    },
    async remove(factor) {
      await call(core, removeSecondFactorOperation, { input: { factor } });
    },
    makeSpareCodes: () => call(core, makeSpareCodesOperation, {}),
    stepUp: () => stepUp(core),
    reset: (user) => call(core, resetSecondFactorOperation, { input: { user } }),
  };
}

function addedOf(answer: ConfirmFactorAnswer): SecondFactorAdded {
  if ("refusal" in answer) throw new SealgraphError("SECOND_FACTOR_REFUSED");
  return { factor: factorOf(answer.factor), spareCodes: answer.spareCodes };
}

const factorOf = ({ factor, kind, name, createdAt, lastUsedAt }: SecondFactorAnswer): SecondFactor => ({
  factor,
  kind,
  name,
  createdAt: new Date(createdAt),
  lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt),
});
