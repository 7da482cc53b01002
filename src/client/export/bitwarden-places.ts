/** Which of Bitwarden's types an item becomes, and which of its fields that type has under the same name. */
export interface BitwardenPlace {
  readonly type: 1 | 2 | 3 | 4 | 5;
  /** The member that holds what is the type's own. */
  readonly member: "login" | "secureNote" | "card" | "identity" | "sshKey";
  readonly names: readonly string[];
  /** Whether the type says the kind by itself. */
  readonly isWhole: boolean;
}

const login = { type: 1, member: "login", names: ["username", "password", "totp"] } as const;
const note = { type: 2, member: "secureNote", names: [] } as const;

/** Those that every Bitwarden since 2024 takes: what newer releases have besides, older ones refuse with the whole file. */
const places: Readonly<Record<string, BitwardenPlace>> = {
  login: { ...login, isWhole: true },
  note: { ...note, isWhole: true },
  card: {
    type: 3,
    member: "card",
    names: ["cardholderName", "brand", "number", "expMonth", "expYear", "code"],
    isWhole: true,
  },
  identity: {
    type: 4,
    member: "identity",
    names: [
      "title",
      "firstName",
      "middleName",
      "lastName",
      "address1",
      "address2",
      "address3",
      "city",
      "state",
      "postalCode",
      "country",
      "company",
      "email",
      "phone",
      "ssn",
      "username",
      "passportNumber",
      "licenseNumber",
    ],
    isWhole: true,
  },
  "ssh-key": { type: 5, member: "sshKey", names: ["privateKey", "publicKey", "keyFingerprint"], isWhole: true },
  server: { ...login, isWhole: false },
  "email-account": { ...login, isWhole: false },
  totp: { ...login, isWhole: false },
  passkey: { ...login, isWhole: false },
};

export const bitwardenPlaceOf = (kind: string): BitwardenPlace =>
  (Object.hasOwn(places, kind) ? places[kind] : undefined) ?? { ...note, isWhole: false };

/** What a passkey has in Bitwarden, where it is a part of a login. */
export const passkeyNames: readonly string[] = [
  "credentialId",
  "keyType",
  "keyAlgorithm",
  "keyCurve",
  "keyValue",
  "rpId",
  "userHandle",
  "userName",
  "counter",
  "rpName",
  "userDisplayName",
  "discoverable",
  "creationDate",
];
