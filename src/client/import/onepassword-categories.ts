import type { ImportedKind } from "./item.ts";

interface Category {
  readonly kind: ImportedKind;
  /** Our fields by the ids of its own. `fullName` is parted into first and last, `givenName` into given and surname. */
  readonly fields: Readonly<Record<string, string>>;
}

const category = (kind: ImportedKind, fields: Category["fields"] = {}): Category => ({ kind, fields });

const login = { username: "username", password: "password" };

/** 1Password's categories by their numbers. */
export const categories: ReadonlyMap<string, Category> = new Map([
  ["001", category("login", login)],
  [
    "002",
    category("card", {
      cardholder: "cardholderName",
      type: "brand",
      ccnum: "number",
      cvv: "code",
      expiry: "expMonth",
      pin: "pin",
    }),
  ],
  ["003", category("note")],
  [
    "004",
    category("identity", {
      firstname: "firstName",
      initial: "middleName",
      lastname: "lastName",
      birthdate: "dateOfBirth",
      company: "company",
      defphone: "phone",
      username: "username",
      email: "email",
    }),
  ],
  ["005", category("login", login)],
  ["006", category("note")],
  [
    "100",
    category("licence", {
      product_version: "productVersion",
      reg_code: "licenceKey",
      reg_name: "licensee",
      reg_email: "email",
      order_date: "purchaseDate",
      download_link: "url",
    }),
  ],
  [
    "101",
    category("bank-account", {
      bankName: "bankName",
      owner: "nameOnAccount",
      accountType: "accountType",
      routingNo: "routingNumber",
      accountNo: "accountNumber",
      swift: "swiftCode",
      iban: "iban",
      telephonePin: "pin",
      branchPhone: "bankContactPhone",
    }),
  ],
  ["102", category("server", { ...login, hostname: "host", port: "port" })],
  [
    "103",
    category("driving-licence", {
      fullname: "fullName",
      birthdate: "dateOfBirth",
      number: "licenseNumber",
      class: "licenseClass",
      state: "issuingState",
      country: "issuingCountry",
      expiry_date: "expirationDate",
    }),
  ],
  ["104", category("custom")],
  ["105", category("custom")],
  [
    "106",
    category("passport", {
      type: "passportType",
      issuing_country: "issuingCountry",
      number: "passportNumber",
      fullname: "givenName",
      sex: "sex",
      nationality: "nationality",
      issuing_authority: "issuingAuthority",
      birthdate: "dateOfBirth",
      birthplace: "birthPlace",
      issue_date: "issueDate",
      expiry_date: "expirationDate",
    }),
  ],
  ["107", category("custom")],
  ["108", category("identity", { name: "fullName", number: "ssn" })],
  ["109", category("wifi", { network_name: "ssid", wireless_security: "security", wireless_password: "password" })],
  ["110", category("server", { ...login, url: "url" })],
  [
    "111",
    category("email-account", {
      pop_username: "username",
      pop_password: "password",
      pop_server: "incomingHost",
      pop_port: "incomingPort",
      smtp_server: "outgoingHost",
      smtp_port: "outgoingPort",
      provider_website: "url",
    }),
  ],
  ["112", category("login", { username: "username", credential: "password", hostname: "url" })],
  ["113", category("custom")],
  ["114", category("ssh-key")],
  ["115", category("custom")],
]);
