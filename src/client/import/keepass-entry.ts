import { bytesOfBase64 } from "./base64.ts";
import { dayOfTime } from "./dates.ts";
import type { Resolve } from "./keepass-references.ts";
import { keepassTotp } from "./keepass-totp.ts";
import type { KeepassEntry, KeepassString } from "./keepass-tree.ts";
import { type Reading, readingOf } from "./reader.ts";
import { EntrySkipped } from "./refusals.ts";
import { entryOf, type Value } from "./values.ts";

interface Surroundings {
  readonly path: readonly string[];
  readonly flattened: boolean;
  readonly resolve: Resolve;
}

/** Our fields by the names that KeePass gives to its own. */
const fields: Readonly<Record<string, string>> = { UserName: "username", Password: "password", URL: "url" };

/** What KeePassXC keeps of a passkey. */
const passkeyFields: Readonly<Record<string, string>> = {
  KPEX_PASSKEY_RELYING_PARTY: "rpId",
  KPEX_PASSKEY_USERNAME: "userName",
  KPEX_PASSKEY_USER_HANDLE: "userHandle",
  KPEX_PASSKEY_GENERATED_USER_ID: "credentialId",
  KPEX_PASSKEY_CREDENTIAL_ID: "credentialId",
  KPEX_PASSKEY_PRIVATE_KEY_PEM: "keyValue",
};

/** Values that an entry may have: each takes dozens of bytes of an item. */
const mostStrings = 1_000;

/** One entry, and its passkey as an entry of its own. */
export function readKeepassEntry(
  entry: KeepassEntry,
  position: number,
  { path, flattened, resolve }: Surroundings,
): Reading {
  if (entry.strings.length > mostStrings) throw new EntrySkipped("TOO_LARGE");
  let referred = false;
  const strings = entry.strings.map((string) => {
    const { text, left } = resolve(string.value);
    referred ||= left;
    return { ...string, value: text };
  });
  const textOf = (key: string) => strings.find((string) => string.key === key)?.value ?? "";
  const [passkey, others] = parted(strings, ({ key }) => key.startsWith("KPEX_PASSKEY_"));
  const { totp, rest } = keepassTotp(others);
  const values = [
    ...totp,
    ...rest.filter(({ key }) => key !== "Title" && key !== "Notes").map(namedValue),
    ...more(entry),
  ];
  const former = formerPasswords(entry, textOf("Password"));
  const frame = {
    position,
    sourceId: entry.uuid || null,
    title: textOf("Title"),
    folderPath: path,
    tags: entry.tags.split(/[;,]/),
  };
  const kind = values.every(({ value }) => value.trim() === "") && former.length === 0 ? "note" : "login";
  const login = entryOf({ ...frame, kind, notes: textOf("Notes") }, [...values, ...former]);
  const key = entryOf(
    { ...frame, kind: "passkey", sourceId: entry.uuid && `${entry.uuid}/passkey/1` },
    passkey.map((string) => ({ ...namedValue(string), ...withField(passkeyFields, string.key) })),
  );
  return readingOf(passkey.length > 0 ? [login, key] : [login], {
    FOLDER_FLATTENED: flattened,
    ATTACHMENT: entry.attachments > 0,
    REFERENCE: referred,
    HISTORY: saysMore(entry),
  });
}

const withField = (names: Readonly<Record<string, string>>, key: string) =>
  Object.hasOwn(names, key) ? { field: names[key] as string } : {};

/** KeePass2Android and KeePassXC number further addresses. */
const namedValue = ({ key, value, hidden }: KeepassString): Value => ({
  label: key,
  value,
  secret: hidden,
  ...(/^KP2A_URL(?:_\d+)?$/.test(key) ? { field: "url" } : withField(fields, key)),
});

function more({ overrideUrl, expires, expiryTime }: KeepassEntry): Value[] {
  return [
    { label: "OverrideURL", value: overrideUrl },
    { label: "expires", value: expires ? dayOf(expiryTime) : "" },
  ];
}

/** Seconds from the year 1 to 1970. */
const epoch = 62_135_596_800;

/** The day of a time: an XML has it as text, a database as the base64 of seconds since the year 1. Empty for anything else. */
function dayOf(time: string): string {
  const [day] = /^\d{4}-\d{2}-\d{2}/.exec(time) ?? [];
  if (day !== undefined) return day;
  const bytes = bytesOfBase64(time);
  if (bytes?.length !== 8) return "";
  const seconds = Number(new DataView(bytes.buffer).getBigUint64(0, true)) - epoch;
  return Math.abs(seconds) < epoch ? dayOfTime(seconds * 1_000) : "";
}

/** The passwords of earlier versions, each once, the latest first. */
function formerPasswords(entry: KeepassEntry, now: string): Value[] {
  const seen = new Set([now, ""]);
  return [...entry.history].reverse().flatMap((version) => {
    const value = version.strings.find(({ key }) => key === "Password")?.value ?? "";
    if (seen.has(value)) return [];
    seen.add(value);
    const day = dayOf(version.lastModified);
    return [{ label: day === "" ? "former password" : `password of ${day}`, value, secret: true }];
  });
}

/** Whether an earlier version says something else than another password. */
function saysMore({ strings, history }: KeepassEntry): boolean {
  const now = new Map(strings.map(({ key, value }) => [key, value]));
  const isSame = ({ key, value }: KeepassString) => key === "Password" || value === "" || now.get(key) === value;
  return history.some((version) => !version.strings.every(isSame));
}

function parted<T>(list: readonly T[], fits: (each: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [list.filter(fits), list.filter((each) => !fits(each))];
}
