import type { ExportedItem, JsonObject } from "../../src/client/index.ts";
import { kinds } from "../../src/client/index.ts";

const samples: Readonly<Record<string, string>> = {
  host: "db.example.com",
  port: "5432",
  incomingPort: "993",
  outgoingPort: "587",
  hidden: "true",
  discoverable: "true",
  counter: "0",
  expMonth: "4",
  expYear: "2031",
  email: "ada@example.com",
  totp: "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop",
  password: '-pässwörd; "with" =signs, and, commas',
  privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----\nsample\n-----END OPENSSH PRIVATE KEY-----",
};

const custom = [
  { name: "Answer", value: "=1+1", secret: true },
  { name: "Answer", value: "forty\ntwo", secret: false },
];

/** One of every kind that is known, with every field that it has, and of some that is odd. */
export function itemsOfEveryKind(): ExportedItem[] {
  const whole = Object.entries(kinds).map(([kind, { fields }], place) =>
    itemOf(place, place % 3 === 0 ? [] : ["Work", "Büro / Keller"].slice(0, place % 3), {
      kind,
      title: place === 1 ? "=HYPERLINK(1)" : `One ${kind}`,
      notes: place % 2 === 0 ? "" : "- first\n- second, with ünïcödé and 漢字",
      tags: place % 4 === 0 ? ["one", "two, or three"] : [],
      favorite: place % 5 === 0,
      fields: Object.fromEntries(Object.keys(fields).map((name) => [name, sampleOf(name)])),
    }),
  );
  return [
    ...whole,
    itemOf(90, [], { kind: "login", title: "" }),
    itemOf(91, ["Odd"], {
      kind: "note",
      title: "Odd",
      notes: "\u0000",
      tags: [""],
      fields: { username: "", urls: [], list: [1] },
    }),
    itemOf(93, [], {
      kind: "passkey",
      title: "P",
      fields: { urls: ["https://a.example"], totp: "JBSWY3DP", rpId: "a" },
    }),
    itemOf(92, [], { kind: "a kind of tomorrow", title: "T", fields: { new: "yes" }, somethingNew: { a: [null] } }),
  ];
}

const itemOf = (place: number, folder: readonly string[], body: JsonObject): ExportedItem => ({
  id: `0198a000-0000-7000-8000-0000000000${String(place).padStart(2, "0")}`,
  folder,
  body,
});

const sampleOf = (name: string) => {
  if (name === "custom") return custom;
  if (name === "urls") return ["https://shop.example.com/login", "https://db.shop.example.com:8443/?a=1,2"];
  return samples[name] ?? `a ${name}`;
};
