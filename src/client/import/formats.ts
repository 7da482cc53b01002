/** What an export file is, beneath its format. */
export type Container = "TEXT" | "ZIP" | "KDBX";

interface FormatDescription {
  /** As people call it. */
  readonly called: string;
  readonly container: Container;
  /** Names the source of rows (`profile.import`): files of one source know each other's entries again. */
  readonly source: string;
}

const text = (called: string, source: string): FormatDescription => ({ called, container: "TEXT", source });

/** The formats that are read, by the name that `--format` takes. */
export const formats = {
  "bitwarden-json": text("Bitwarden JSON", "bitwarden-json"),
  "bitwarden-csv": text("Bitwarden CSV", "bitwarden-csv"),
  "chrome-csv": text("Chrome or Edge CSV", "chrome-csv"),
  "firefox-csv": text("Firefox CSV", "firefox"),
  "1password-1pux": { called: "1Password 1PUX", container: "ZIP", source: "1password" },
  "1password-csv": text("1Password or Apple Passwords CSV", "1password-csv"),
  "lastpass-csv": text("LastPass CSV", "lastpass"),
  "keepass-kdbx": { called: "KeePass database (KDBX)", container: "KDBX", source: "keepass" },
  "keepass-xml": text("KeePass XML 2.x", "keepass"),
  "dashlane-zip": { called: "Dashlane ZIP", container: "ZIP", source: "dashlane" },
  "dashlane-csv": text("Dashlane CSV", "dashlane"),
  "keeper-json": text("Keeper JSON", "keeper-json"),
  "keeper-csv": text("Keeper CSV", "keeper-csv"),
  "nordpass-csv": text("NordPass CSV", "nordpass"),
  "passwordboss-json": text("Password Boss JSON", "passwordboss-json"),
  "passwordboss-csv": text("Password Boss CSV", "passwordboss-csv"),
} as const satisfies Record<string, FormatDescription>;

export type ImportFormat = keyof typeof formats;
export const importFormats = Object.keys(formats) as readonly ImportFormat[];
