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

/** Has a person show a second factor. What it throws ends what it was asked for. */
export type AskSecondFactor = (asked: SecondFactorAsked) => Promise<SecondFactorShown>;
