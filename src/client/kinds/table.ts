import type { FieldType } from "./field-types.ts";

/** A field that a kind of item has. */
export interface KindField {
  readonly type: FieldType;
  /** Whether a client hides the value until it is asked for. A name is secret in every kind or in none. */
  readonly secret: boolean;
}

export interface KindDescription {
  /** What it is, in plain words. */
  readonly what: string;
  /** In the order in which people are asked for them. */
  readonly fields: { readonly [name: string]: KindField };
}

const open = <const T extends FieldType>(type: T) => ({ type, secret: false }) as const;
const secret = <const T extends FieldType>(type: T) => ({ type, secret: true }) as const;

/** Fields under names that people made up; every kind has room for them. */
const custom = open("CUSTOM");

/**
 * The kinds of items that this version knows, with their fields by the names that they have in bodies (PROTOCOL §2.4).
 * Kinds and fields that are not here are shown as they are, and kept. Nothing here is ever renamed: bodies stay.
 */
export const kinds = {
  login: {
    what: "website login",
    fields: { username: open("TEXT"), password: secret("PASSWORD"), urls: open("URLS"), totp: secret("TOTP"), custom },
  },
  server: {
    what: "server login",
    fields: {
      host: open("TEXT"),
      port: open("PORT"),
      username: open("TEXT"),
      password: secret("PASSWORD"),
      privateKey: secret("PRIVATE_KEY"),
      urls: open("URLS"),
      totp: secret("TOTP"),
      custom,
    },
  },
  note: { what: "note", fields: { custom } },
  "email-account": {
    what: "e-mail account",
    fields: {
      email: open("EMAIL"),
      username: open("TEXT"),
      password: secret("PASSWORD"),
      incomingHost: open("TEXT"),
      incomingPort: open("PORT"),
      outgoingHost: open("TEXT"),
      outgoingPort: open("PORT"),
      urls: open("URLS"),
      totp: secret("TOTP"),
      custom,
    },
  },
  card: {
    what: "payment card",
    fields: {
      cardholderName: open("TEXT"),
      brand: open("TEXT"),
      number: secret("CARD_NUMBER"),
      expMonth: open("MONTH"),
      expYear: open("YEAR"),
      code: secret("NUMBER"),
      pin: secret("NUMBER"),
      custom,
    },
  },
  identity: {
    what: "identity: a person's name, address and numbers",
    fields: {
      title: open("TEXT"),
      firstName: open("TEXT"),
      middleName: open("TEXT"),
      lastName: open("TEXT"),
      dateOfBirth: open("DATE"),
      company: open("TEXT"),
      address1: open("TEXT"),
      address2: open("TEXT"),
      address3: open("TEXT"),
      postalCode: open("TEXT"),
      city: open("TEXT"),
      state: open("TEXT"),
      country: open("TEXT"),
      email: open("EMAIL"),
      phone: open("PHONE"),
      username: open("TEXT"),
      ssn: secret("TEXT"),
      passportNumber: secret("TEXT"),
      licenseNumber: secret("TEXT"),
      custom,
    },
  },
  wifi: {
    what: "Wi-Fi network",
    fields: {
      ssid: open("TEXT"),
      security: open("TEXT"),
      password: secret("PASSWORD"),
      hidden: open("YES_NO"),
      custom,
    },
  },
  "ssh-key": {
    what: "SSH key",
    fields: {
      privateKey: secret("PRIVATE_KEY"),
      passphrase: secret("PASSWORD"),
      publicKey: open("TEXT"),
      keyFingerprint: open("TEXT"),
      custom,
    },
  },
  licence: {
    what: "software licence",
    fields: {
      product: open("TEXT"),
      productVersion: open("TEXT"),
      licenceKey: secret("TEXT"),
      licensee: open("TEXT"),
      email: open("EMAIL"),
      purchaseDate: open("DATE"),
      expirationDate: open("EXPIRY"),
      urls: open("URLS"),
      custom,
    },
  },
  passkey: {
    what: "passkey",
    fields: {
      rpId: open("TEXT"),
      rpName: open("TEXT"),
      userName: open("TEXT"),
      userDisplayName: open("TEXT"),
      userHandle: open("TEXT"),
      credentialId: open("TEXT"),
      keyType: open("TEXT"),
      keyAlgorithm: open("TEXT"),
      keyCurve: open("TEXT"),
      keyValue: secret("TEXT"),
      counter: open("NUMBER"),
      discoverable: open("YES_NO"),
      creationDate: open("DATE"),
      custom,
    },
  },
  totp: {
    what: "TOTP secret that stands alone",
    fields: { totp: secret("TOTP"), issuer: open("TEXT"), username: open("TEXT"), custom },
  },
  "bank-account": {
    what: "bank account",
    fields: {
      bankName: open("TEXT"),
      nameOnAccount: open("TEXT"),
      accountType: open("TEXT"),
      accountNumber: secret("TEXT"),
      routingNumber: open("TEXT"),
      branchNumber: open("TEXT"),
      iban: secret("IBAN"),
      swiftCode: open("TEXT"),
      pin: secret("NUMBER"),
      bankContactPhone: open("PHONE"),
      custom,
    },
  },
  "driving-licence": {
    what: "driving licence",
    fields: {
      firstName: open("TEXT"),
      middleName: open("TEXT"),
      lastName: open("TEXT"),
      dateOfBirth: open("DATE"),
      licenseNumber: secret("TEXT"),
      licenseClass: open("TEXT"),
      issuingAuthority: open("TEXT"),
      issuingCountry: open("TEXT"),
      issuingState: open("TEXT"),
      issueDate: open("DATE"),
      expirationDate: open("EXPIRY"),
      custom,
    },
  },
  passport: {
    what: "passport",
    fields: {
      surname: open("TEXT"),
      givenName: open("TEXT"),
      dateOfBirth: open("DATE"),
      birthPlace: open("TEXT"),
      sex: open("TEXT"),
      nationality: open("TEXT"),
      passportNumber: secret("TEXT"),
      passportType: open("TEXT"),
      nationalIdentificationNumber: secret("TEXT"),
      issuingAuthority: open("TEXT"),
      issuingCountry: open("TEXT"),
      issueDate: open("DATE"),
      expirationDate: open("EXPIRY"),
      custom,
    },
  },
  custom: { what: "anything else, under names of one's own", fields: { custom } },
} as const satisfies { readonly [kind: string]: KindDescription };

/** A kind that this version knows. */
export type Kind = keyof typeof kinds;
