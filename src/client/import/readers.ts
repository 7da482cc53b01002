import { readBitwardenCsv } from "./bitwarden-csv.ts";
import { readBitwardenJson } from "./bitwarden-json.ts";
import { readChromeCsv } from "./chrome-csv.ts";
import { readDashlaneCsv } from "./dashlane-csv.ts";
import { readDashlaneZip } from "./dashlane-zip.ts";
import type { ImportEncoding } from "./decode.ts";
import { readFirefoxCsv } from "./firefox-csv.ts";
import type { ImportFormat } from "./formats.ts";
import { type Credentials, readKdbx } from "./keepass-kdbx.ts";
import { readKeepassXml } from "./keepass-xml.ts";
import { readKeeperCsv } from "./keeper-csv.ts";
import { readKeeperJson } from "./keeper-json.ts";
import { readLastpassCsv } from "./lastpass-csv.ts";
import { readNordpassCsv } from "./nordpass-csv.ts";
import { read1puxData } from "./onepassword-1pux.ts";
import { read1passwordCsv } from "./onepassword-csv.ts";
import type { OpenedFile } from "./opened.ts";
import { readPasswordBossCsv } from "./passwordboss-csv.ts";
import { readPasswordBossJson } from "./passwordboss-json.ts";
import type { Source } from "./reader.ts";

export type { Credentials } from "./keepass-kdbx.ts";

type EncodedSource = Source & { readonly encoding: ImportEncoding };
type Reader = (file: OpenedFile, credentials: Credentials) => Promise<EncodedSource>;

const fromText =
  (read: (text: string) => Source): Reader =>
  async (file) => {
    const { text, encoding } = await file.text();
    return { ...read(text), encoding };
  };

const fromJson =
  (read: (value: unknown) => Source): Reader =>
  async (file) => {
    const value = await file.json();
    return { ...read(value), encoding: (await file.text()).encoding };
  };

/** What reads a file of each format. All throw `ImportRefused`, and nothing else, for what they cannot read. */
export const readers: { readonly [F in ImportFormat]: Reader } = {
  "bitwarden-json": fromJson(readBitwardenJson),
  "bitwarden-csv": fromText(readBitwardenCsv),
  "chrome-csv": fromText(readChromeCsv),
  "firefox-csv": fromText(readFirefoxCsv),
  "1password-1pux": async (file, credentials) => {
    if (!file.isZip) return fromJson(read1puxData)(file, credentials);
    return { ...read1puxData(await (await file.zip()).json("export.data")), encoding: "utf-8" };
  },
  "1password-csv": fromText(read1passwordCsv),
  "lastpass-csv": fromText(readLastpassCsv),
  "keepass-kdbx": async (file, credentials) => ({
    ...(await readKdbx(await file.bytes(), credentials)),
    encoding: "utf-8",
  }),
  "keepass-xml": fromText(readKeepassXml),
  "dashlane-zip": async (file) => ({ ...(await readDashlaneZip(await file.zip())), encoding: "utf-8" }),
  "dashlane-csv": fromText(readDashlaneCsv),
  "keeper-json": fromJson(readKeeperJson),
  "keeper-csv": fromText(readKeeperCsv),
  "nordpass-csv": fromText(readNordpassCsv),
  "passwordboss-json": fromJson(readPasswordBossJson),
  "passwordboss-csv": fromText(readPasswordBossCsv),
};
