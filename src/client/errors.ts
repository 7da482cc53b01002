import type { ProtocolErrorCode } from "../crypto/errors.ts";

/** Every code that an error of the SDK can bear, with its sentence. Closed: applications may switch over it. */
export const errorCodes = {
  // Here
  INVALID_INPUT: "An argument is not what this takes.",
  LOCKED: "The account is locked: unlock it first.",
  CLOSED: "This client was closed.",
  NOT_SIGNED_IN: "Nobody is signed in here.",
  WRONG_CREDENTIALS: "Address, password or Secret Key are not right.",
  WRONG_SESSION: "The session key does not open this account: unlock again.",
  NOT_FOUND: "There is no such thing here.",
  NOT_IN_TRASH: "Only what is in the trash can be purged.",
  CYCLE: "A folder cannot be moved into itself.",
  CHANGES_WAITING: "Changes wait here that the server does not have: sync, or have them discarded.",
  STORE_BUSY: "Another process uses this store.",
  STORE_DAMAGED: "The local store was cut, changed or reordered.",
  STORE_UNSUPPORTED: "The local store was written by another release: this one reads none of it, and changed nothing.",
  STORE_FOREIGN: "The local store belongs to another account or server.",
  STORE_FAILED: "The local store cannot be written.",
  KDF_OUT_OF_BOUNDS: "The server asks to derive the password too weakly, or far too dearly. Nothing was derived.",
  KDF_FAILED: "The password cannot be derived here: there is no memory for it, or this page may not run WebAssembly.",
  // On the way
  UNREACHABLE: "The server cannot be reached.",
  UNAVAILABLE: "The server cannot answer now.",
  RATE_LIMITED: "Too many attempts: try again later.",
  // Sessions and sign-up
  SESSION_ENDED: "The session was ended: sign in again.",
  DEVICE_REVOKED: "This device was revoked.",
  KEYS_CHANGED: "The account has new keys: sign in with the new password and the new Secret Key.",
  CODE_REFUSED: "The code is wrong, was used, ran out, or was tried too often.",
  ACCOUNT_GONE: "The server has no such account at this address, or not any more.",
  NOT_APPROVED: "Nobody approved this device in time.",
  ACCOUNT_CODE_REFUSED: "The account code is not this account's: another one, or it was used, replaced or removed.",
  ADDRESS_TAKEN: "This address has an account already.",
  INVITATION_REFUSED: "Nobody can join by this invitation.",
  INVITATION_UNFIT:
    "This link does not fit the company that the server shows: it was changed or cut on its way, or that is another company.",
  NETWORK_REFUSED: "The company lets its people in from certain networks only, and this is none of them.",
  PORTAL_RESTRICTED: "Only administrators have access to the portal of this company.",
  PASSWORD_TOO_OLD: "The password is older than the company allows: sign in with a new one.",
  USER_SUSPENDED: "An administrator has suspended this user.",
  USER_REMOVED:
    "An administrator has removed you from the company: go on with an account of your own, or in another company.",
  SECOND_FACTOR_REQUIRED: "The company demands a second factor, and this account has none.",
  SECOND_FACTOR_NEEDED: "This account has a second factor, and nobody was asked for it.",
  SECOND_FACTOR_REFUSED: "The second factor is not right, was used before, or was tried too often.",
  STEP_UP_REQUIRED: "This is dangerous: it asks for a second factor, and nobody was asked for it.",
  MOVE_REFUSED: "The account cannot leave its company now.",
  WRONG_SURFACE: "This is done in the portal: sign in there.",
  FORBIDDEN: "This is for administrators.",
  ACCESS_LOST: "You are no recipient of this share any more.",
  READER_HIDDEN: "You are shown no secrets in this share: nothing of it is copied elsewhere.",
  IS_COPY: "This is a linked copy itself: link the item that it follows.",
  LAST_OWNER: "A share always has an owner: make somebody else one first.",
  PRIMARY_USER: "This is the company's primary user, who cannot be put out: another is made that first.",
  ALREADY_SO: "It is so already: there is nothing to change.",
  ONESELF: "Nobody does this about themself: another administrator does it.",
  PERSON_SUSPENDED: "This person is suspended: they have to be let in again first.",
  NOT_ADMINISTRATOR: "Only an administrator can be the primary user: this person is a user.",
  CONFIRMATION_WAITS: "A new address of yours waits to be confirmed, and would be lost: have that done first.",
  ALREADY_MEMBER: "This person is in it already.",
  GROUP_BINDS: "Policies are about this group: nobody leaves it by themself, an administrator takes them out of it.",
  NAME_TAKEN: "Another group has this name.",
  KEY_PENDING: "A key is missing here: somebody of the company who has it has to sync first.",
  KEY_DUE:
    "The next key of this share is made by somebody of the company that owns it: what was changed waits for that.",
  GUEST_SUSPENDED: "Your keys in this share have changed: an owner of it has to compare your six words first.",
  EDITOR_GROUPS: "While a share has guests, or invitations for them, no group writes to it: people do, by name.",
  WORDS_DIFFER: "These are not the six words of their keys: nobody was let in.",
  NOTHING_TO_LEAVE: "This account is in no company of others: there is nothing to leave.",
  LAST_CUSTODIAN: "Nobody else could open what is backed up: make another administrator a custodian first.",
  NOTHING_TO_RENEW: "The key of this group is in force: there is nothing to renew.",
  READ_ONLY: "Nothing can be written here now: the user or the company is suspended.",
  // Partners
  OFFER_REFUSED: "There is no such offer: it was taken, taken back, or ran out, or cannot be accepted now.",
  DESK_UNFIT:
    "The company's desk names another partner, or keys that are not yours: nothing is done there, and the company should know.",
  BREAK_GLASS_CLOSED: "No break-glass is in force there: it was not asked for, waits still, or is over.",
  LAST_KEEPER: "Nobody would be left who says who is at the desk: make somebody else its keeper first.",
  LAST_OWNER_OF_PARTNER: "A partner always has an owner: make somebody else one first.",
  // Commits
  CONFLICT: "It was changed elsewhere since.",
  POLICY_DENIED: "A policy forbids this.",
  POLICY_REFUSED: "These policies cannot be: they contradict a lock, or would lock out whoever sets them.",
  POLICY_UNREAD: "These policies say something that this release cannot read: change them with a newer one.",
  LIMIT_EXCEEDED: "A limit is reached.",
  VAULT_FROZEN: "This vault is frozen, because the server was caught: nothing is written to it.",
  VAULT_RESTORING: "The server was restored from an old copy: this vault waits for what is missing there.",
  NOTHING_TO_RESET: "The server has every head of this vault that anybody is known to hold.",
  BUSY: "Others kept writing; nothing was stored.",
  // Organisation backups
  BACKUP_REFUSED: "This backup does not hold, or is not the one that was asked for: nothing of it is shown.",
  BACKUP_SEALED: "No key that is here opens this backup.",
  RECOVERY_CODE_REFUSED: "The recovery code, or a part of it, is mistyped, or is not this company's any more.",
  RECOVERED_FILE_REFUSED: "This file of recovered items is not opened by this code, or is not whole.",
  RECOVERY_REFUSED: "This recovery cannot be, or not now.",
  MACHINE_REFUSED: "There is no such service account or webhook, or it stays as it was.",
  // The server
  REFUSED: "The server refused the request.",
  MALFORMED_ANSWER: "The server's answer is not one of its contract.",
  SERVER_CAUGHT: "The server's answer contradicts what was signed.",
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** What an error carries besides its code: numbers and closed lists, never a secret, never content. */
export type ErrorDetails = Readonly<Record<string, string | number>>;

/** Whatever the SDK throws on purpose. */
export class SealgraphError extends Error {
  override readonly name: string = "SealgraphError";
  constructor(
    readonly code: ErrorCode,
    readonly details: ErrorDetails = {},
    message: string = errorCodes[code],
  ) {
    super(message);
  }
}

/** The server showed something that does not hold. `check` says which check failed; the evidence is kept in the store. */
export class ServerCaught extends SealgraphError {
  override readonly name = "ServerCaught";
  constructor(
    readonly check: ProtocolErrorCode,
    /** Id of the evidence; null where nothing signed was shown that could be kept. */
    readonly evidence: string | null,
    /** In a company's log, the first entry that does not hold or is gone. */
    readonly revision: number | null = null,
  ) {
    super("SERVER_CAUGHT", {
      check,
      ...(evidence !== null && { evidence }),
      ...(revision !== null && { revision }),
    });
  }
}

/** A backup does not hold; `check` says which check failed. Nothing of it is shown. */
export class BackupRefused extends SealgraphError {
  override readonly name = "BackupRefused";
  constructor(readonly check: ProtocolErrorCode) {
    super("BACKUP_REFUSED", { check });
  }
}

/** Which records were changed elsewhere since; what they are now stands in the profiles already. */
export class ConflictError extends SealgraphError {
  override readonly name = "ConflictError";
  constructor(readonly records: readonly { readonly vault: string; readonly record: string }[]) {
    super("CONFLICT", { records: records.length });
  }
}

/** Throws INVALID_INPUT, naming the argument. */
export function refuseInput(argument: string): never {
  throw new SealgraphError("INVALID_INPUT", { argument }, `${errorCodes.INVALID_INPUT} (${argument})`);
}
