import { detectCsv } from "./detect-csv.ts";
import type { ImportFormat } from "./formats.ts";
import { isJsonObject, memberOf } from "./json.ts";
import { ImportRefused } from "./refusals.ts";

/** How far into an XML its first element may begin: what comes before are a declaration and comments. */
const xmlStart = 65_536;

/** The format of a text by what it holds; its name does not count. Throws UNKNOWN_FORMAT. */
export function detectText(text: string, json: () => unknown): ImportFormat {
  const format = /^\s*[{[]/.test(text) ? detectJson(json()) : /^\s*</.test(text) ? detectXml(text) : detectCsv(text);
  if (format === null) throw new ImportRefused("UNKNOWN_FORMAT");
  return format;
}

const detectXml = (text: string): ImportFormat | null =>
  /<KeePassFile[\s/>]/.test(text.slice(0, xmlStart)) ? "keepass-xml" : null;

function detectJson(value: unknown): ImportFormat | null {
  if (Array.isArray(value)) return value.some(isPasswordBossItem) ? "passwordboss-json" : null;
  if (!isJsonObject(value)) return null;
  const [items, records, accounts] = [
    memberOf(value, "items"),
    memberOf(value, "records"),
    memberOf(value, "accounts"),
  ];
  if (Array.isArray(accounts) && accounts.every((each) => isJsonObject(each) && memberOf(each, "vaults")))
    return "1password-1pux";
  if (records !== undefined) return "keeper-json";
  if (Array.isArray(items) && items.some((item) => isJsonObject(item) && isJsonObject(memberOf(item, "identifiers"))))
    return "passwordboss-json";
  if (memberOf(value, "encrypted") !== undefined) return "bitwarden-json";
  // Others have items as well; only Bitwarden numbers their types.
  const foreign = Array.isArray(items) && items.length > 0 && !items.some(hasNumber);
  return items === undefined || foreign ? null : "bitwarden-json";
}

const hasNumber = (item: unknown): boolean => isJsonObject(item) && typeof memberOf(item, "type") === "number";

const isPasswordBossItem = (item: unknown): boolean =>
  isJsonObject(item) && memberOf(item, "itemTypeName") !== undefined;

/** The format of a ZIP by the names in it. Throws UNKNOWN_FORMAT. */
export function detectZip(names: readonly string[]): ImportFormat {
  if (names.includes("export.data")) return "1password-1pux";
  if (names.some((name) => /(?:^|\/)(?:credentials|securenotes|payments|ids|personalinfo|wifi)\.csv$/i.test(name)))
    return "dashlane-zip";
  throw new ImportRefused("UNKNOWN_FORMAT");
}
