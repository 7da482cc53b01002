import type { JsonObject } from "./json.ts";

/** What a second factor can be shown as. */
export type SecondFactorMethod = "TOTP" | "WEBAUTHN" | "SPARE_CODE";

/** What a person is asked for, besides password and Secret Key or before something dangerous. */
export interface SecondFactorAsked {
  readonly for: "SIGN_IN" | "STEP_UP";
  readonly methods: readonly SecondFactorMethod[];
  /** For `PublicKeyCredential.parseRequestOptionsFromJSON`, where a security key or passkey will do. */
  readonly assertionOptions: JsonObject | null;
  /** Whether what was given before is refused. */
  readonly again: boolean;
}

/** A code of the authenticator, a spare code, or what `navigator.credentials.get` gave, as JSON. */
export type SecondFactorShown =
  | { readonly totp: string }
  | { readonly spareCode: string }
  | { readonly assertion: JsonObject };

/** Has a person add an authenticator at a sign-in, where the company demands a second factor and the user has none. */
export interface AddSecondFactor {
  /** Shows what the authenticator takes, and gives a code of it; again where the last one was refused. What it throws ends the sign-in. */
  code(begun: { readonly uri: string; readonly again: boolean }): Promise<string>;
  /** Shows the spare codes, which are shown nowhere else. */
  keep(spareCodes: readonly string[]): void | Promise<void>;
}

/** Has a person show a second factor. What it throws ends what it was asked for. */
export type AskSecondFactor = (asked: SecondFactorAsked) => Promise<SecondFactorShown>;
