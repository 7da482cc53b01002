/** Fields, by the names they have in bodies, whose values clients hide until they are asked for. */
export const secretFieldNames: ReadonlySet<string> = new Set([
  "password",
  "totp",
  "number",
  "code",
  "ssn",
  "passportNumber",
  "licenseNumber",
  "nationalIdentificationNumber",
  "privateKey",
  "accountNumber",
  "pin",
  "iban",
  "keyValue",
]);
