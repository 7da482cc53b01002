import type { ImportedKind } from "./item.ts";

/** A type of LastPass's notes: our kind, and our fields by its names of them. */
export interface NoteType {
  readonly kind: ImportedKind;
  readonly fields: Readonly<Record<string, string>>;
  /** Names of values for which the kind has no field. */
  readonly others: readonly string[];
  /** Names among them whose values are hidden. */
  readonly secret: readonly string[];
  /** Names whose values are days in words, such as `June,20,2030`. */
  readonly dates: readonly string[];
}

const type = (
  kind: ImportedKind,
  fields: NoteType["fields"],
  others: readonly string[] = [],
  { secret = [], dates = [] }: Partial<Pick<NoteType, "secret" | "dates">> = {},
): NoteType => ({ kind, fields, others, secret, dates });

/** The types that LastPass comes with, by their names in an export. One that somebody made is kept under its own names. */
export const noteTypes: ReadonlyMap<string, NoteType> = new Map([
  [
    "Credit Card",
    type(
      "card",
      {
        "Name on Card": "cardholderName",
        Type: "brand",
        Number: "number",
        "Security Code": "code",
        "Expiration Date": "expMonth",
      },
      ["Start Date"],
      { dates: ["Start Date"] },
    ),
  ],
  [
    "Bank Account",
    type(
      "bank-account",
      {
        "Bank Name": "bankName",
        "Account Type": "accountType",
        "Routing Number": "routingNumber",
        "Account Number": "accountNumber",
        "SWIFT Code": "swiftCode",
        "IBAN Number": "iban",
        Pin: "pin",
        "Branch Phone": "bankContactPhone",
      },
      ["Branch Address"],
    ),
  ],
  [
    "Address",
    type(
      "identity",
      {
        Title: "title",
        "First Name": "firstName",
        "Middle Name": "middleName",
        "Last Name": "lastName",
        Username: "username",
        Birthday: "dateOfBirth",
        Company: "company",
        "Address 1": "address1",
        "Address 2": "address2",
        "Address 3": "address3",
        "City / Town": "city",
        State: "state",
        "Zip / Postal Code": "postalCode",
        Country: "country",
        "Email Address": "email",
        Phone: "phone",
      },
      ["Gender", "County", "Timezone", "Evening Phone", "Mobile Phone", "Fax"],
      { dates: ["Birthday"] },
    ),
  ],
  [
    "Driver's License",
    type(
      "driving-licence",
      {
        Number: "licenseNumber",
        "Expiration Date": "expirationDate",
        "License Class": "licenseClass",
        Name: "fullName",
        State: "issuingState",
        Country: "issuingCountry",
        "Date of Birth": "dateOfBirth",
      },
      ["Address", "City / Town", "ZIP / Postal Code", "Sex", "Height"],
      { dates: ["Expiration Date", "Date of Birth"] },
    ),
  ],
  [
    "Passport",
    type(
      "passport",
      {
        Type: "passportType",
        Name: "givenName",
        Country: "issuingCountry",
        Number: "passportNumber",
        Sex: "sex",
        Nationality: "nationality",
        "Issuing Authority": "issuingAuthority",
        "Date of Birth": "dateOfBirth",
        "Issued Date": "issueDate",
        "Expiration Date": "expirationDate",
      },
      [],
      { dates: ["Date of Birth", "Issued Date", "Expiration Date"] },
    ),
  ],
  ["Social Security", type("identity", { Name: "fullName", Number: "ssn" })],
  ["Server", type("server", { Hostname: "host", Username: "username", Password: "password" })],
  [
    "Database",
    type("server", { Hostname: "host", Port: "port", Username: "username", Password: "password" }, [
      "Type",
      "Database",
      "SID",
      "Alias",
    ]),
  ],
  [
    "SSH Key",
    type(
      "ssh-key",
      { Passphrase: "passphrase", "Private Key": "privateKey", "Public Key": "publicKey" },
      ["Bit Strength", "Format", "Hostname", "Date"],
      { dates: ["Date"] },
    ),
  ],
  [
    "Wi-Fi Password",
    type("wifi", { SSID: "ssid", Password: "password", Authentication: "security" }, [
      "Connection Type",
      "Connection Mode",
      "Encryption",
      "Use 802.1X",
      "FIPS Mode",
      "Key Type",
      "Protected",
      "Key Index",
    ]),
  ],
  [
    "Email Account",
    type(
      "email-account",
      {
        Username: "username",
        Password: "password",
        Server: "incomingHost",
        Port: "incomingPort",
        "SMTP Server": "outgoingHost",
        "SMTP Port": "outgoingPort",
      },
      ["Type"],
    ),
  ],
  [
    "Software License",
    type(
      "licence",
      {
        "License Key": "licenceKey",
        Licensee: "licensee",
        Version: "productVersion",
        "Purchase Date": "purchaseDate",
        Website: "url",
      },
      ["Publisher", "Support Email", "Price", "Order Number", "Number of Licenses", "Order Total"],
      { dates: ["Purchase Date"] },
    ),
  ],
]);
