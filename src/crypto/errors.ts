/** Why something was refused that travelled or was signed. The list is closed; each code has one meaning. */
export const protocolErrorCodes = [
  /** Not of the stated form: a wrong length, type, number of positions or encoding. */
  "MALFORMED",
  /** Over a bound of PROTOCOL §1.5. */
  "TOO_LARGE",
  /** Well formed, but of a suite, format, kind or operation that this version does not know. */
  "UNSUPPORTED",
  /** A position is not what was asked for. */
  "MISMATCH",
  "BAD_SIGNATURE",
  /** Not the next of its chain: sequence, previous or skip. */
  "BROKEN_CHAIN",
  /** Speaks of another roster or vault, or of another kind. */
  "WRONG_ROSTER",
  /** The author is no member in force, uses another key, or names another right. */
  "WRONG_AUTHOR",
  /** The author may not do this, or the operation may not change this. */
  "NOT_ALLOWED",
  /** The state after a link is not the one it states. */
  "WRONG_STATE",
  "WRONG_EPOCH",
  /** The epoch in force is due: a new one has to come first. */
  "DUE_EPOCH",
  "WRONG_ROSTER_HEAD",
  "WRONG_TENANT_HEAD",
  /** Something decreased that never may. */
  "WENT_BACK",
  "WRONG_CUT",
  /** Rests on a key that was taken, and lies outside the cut. */
  "AFTER_CUT",
  "WRONG_ROOT",
  "WRONG_COUNT",
  /** Keys are not the ones that a roster states. */
  "WRONG_KEYS",
  /** A key does not open the commitment of its epoch. */
  "WRONG_COMMITMENT",
  /** Below the floor or above the ceiling of PROTOCOL §3.2. */
  "KDF_OUT_OF_BOUNDS",
] as const;

export type ProtocolErrorCode = (typeof protocolErrorCodes)[number];

/** A parse or verify failure. `what` names a position or structure, never its content. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
  constructor(
    readonly code: ProtocolErrorCode,
    what: string,
  ) {
    super(`${code}: ${what}`);
  }
}

/** A password was not stretched: there was no memory for it, or the platform forbids what it takes. */
export class DerivationError extends Error {
  override readonly name = "DerivationError";
  constructor() {
    super("Argon2id did not run.");
  }
}

/** An envelope did not open. It never says why (PROTOCOL §2.1). */
export class SealError extends Error {
  override readonly name = "SealError";
  constructor() {
    super("The envelope does not open.");
  }
}
