/** What may be odd about a field, with its sentence. Closed: applications may switch over it. */
export const findingCodes = {
  WRONG_TYPE: "The value is not of the type that the field has.",
  NOT_A_URL: "This is no URL.",
  NOT_AN_ADDRESS: "This is no e-mail address.",
  NOT_A_DATE: "This is no date such as 2030-12-31.",
  NOT_A_MONTH: "A month is 1 to 12.",
  NOT_A_YEAR: "A year has four digits.",
  NOT_A_NUMBER: "This has other characters than digits.",
  NOT_A_PORT: "A port is 1 to 65535.",
  NOT_TRUE_OR_FALSE: "This is neither true nor false.",
  NOT_A_TOTP: "This is no TOTP secret: no code can be made of it.",
  NOT_A_CARD_NUMBER: "The card's number has a wrong or missing digit.",
  NOT_AN_IBAN: "The IBAN has a wrong or missing character.",
  NOT_A_PRIVATE_KEY: "This is no private key that begins and ends as one.",
  EXPIRED: "This has run out.",
  WEAK_PASSWORD: "This password is easy to guess.",
} as const;

export type FindingCode = keyof typeof findingCodes;

/** Something odd. It says where, never what stands there. */
export interface Finding {
  readonly field: string;
  readonly code: FindingCode;
  /** Which value of a list, from 0. */
  readonly position?: number;
}
