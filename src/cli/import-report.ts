/** What an import is said to have done. Holds nothing of the file's content. */
import {
  formats,
  type ImportFile,
  type OwnExport,
  remarkReasons,
  type Skipped,
  skipReasons,
} from "../client/import/index.ts";
import { counted } from "./output.ts";

export interface Done {
  readonly dryRun: boolean;
  readonly added: number;
  /** Imported before. */
  readonly known: number;
  /** Folders that were made. */
  readonly folders: number;
}

type Reported = Pick<ImportFile, "encoding" | "organisation" | "unit" | "kinds" | "skipped" | "remarks"> & {
  readonly format: string;
  /** How the format is called. */
  readonly called: string;
  readonly read: number;
  /** Names of the folders that the file has, from the top. */
  readonly paths: readonly (readonly string[])[];
};

export function importReport(file: ImportFile, done: Done) {
  const paths = distinctPaths([...file.folders, ...file.items.map(({ folderPath }) => folderPath)]);
  return reportOf({ ...file, called: formats[file.format].called, read: file.items.length, paths }, done);
}

export function ownReport(own: OwnExport, done: Done) {
  const rows = own.profiles.flatMap((profile) => profile.rows);
  const kinds: Record<string, number> = {};
  for (const { item } of rows) kinds[item.kind] = (kinds[item.kind] ?? 0) + 1;
  const paths = distinctPaths(
    own.profiles.flatMap(({ folders, rows }) => [...folders, ...rows.map((row) => row.folders ?? [])]),
  );
  return reportOf(
    {
      format: "sealgraph-json",
      called: "Sealgraph's own",
      encoding: "utf-8",
      organisation: false,
      unit: "entry",
      read: rows.length,
      kinds,
      paths,
      skipped: own.skipped,
      remarks: [],
    },
    done,
  );
}

const reportOf = (
  { paths, called, format, encoding, organisation, read, kinds, unit, skipped, remarks }: Reported,
  done: Done,
) => ({
  format,
  called,
  encoding,
  organisation,
  read,
  kinds,
  foldersInFile: paths.length,
  ...done,
  unit,
  skipped,
  remarks,
});

export type ImportReport = ReturnType<typeof reportOf>;

/** Folders that items or the file itself name, with those above them. */
function distinctPaths(paths: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const found = new Map<string, readonly string[]>();
  for (const path of paths)
    for (let depth = 1; depth <= path.length; depth++) {
      const above = path.slice(0, depth);
      found.set(JSON.stringify(above), above);
    }
  return [...found.values()];
}

const mostLines = 20;

export function importLines(report: ImportReport): string[] {
  const { read, added, known, folders, dryRun, kinds, skipped, remarks, encoding, called } = report;
  const first = dryRun
    ? `${counted(read, "item")} and ${counted(report.foldersInFile, "folder")} would be imported (${called}).`
    : `Imported: ${counted(added, "item")} and ${counted(folders, "folder")} (${called}). Here already: ${known}.`;
  const place = ({ position, part }: Pick<Skipped, "position" | "part">) =>
    position === 0 ? "the file" : `${part === undefined ? "" : `${part}, `}${report.unit} ${position}`;
  const listed = <T>(list: readonly T[], line: (one: T) => string) => [
    ...list.slice(0, mostLines).map(line),
    ...(list.length > mostLines ? [`  … and ${list.length - mostLines} more; --json lists all.`] : []),
  ];
  const each = Object.entries(kinds).map(([kind, count]) => `${kind} ${count}`);
  return [
    first,
    ...(each.length === 0 ? [] : [`By kind: ${each.join(", ")}.`]),
    ...(read + skipped.length === 0 ? ["The file holds no entries, only what comes before them: export again."] : []),
    ...(encoding === "windows-1252" ? ["The file is no UTF-8: it was read as Windows-1252 (Latin-1)."] : []),
    ...(report.organisation ? ["It is the export of an organisation: its collections became folders."] : []),
    ...(skipped.length === 0 ? [] : [`Left out: ${counted(skipped.length, "entry", "entries")}.`]),
    ...listed(skipped, (one) => `  ${place(one)}: ${skipReasons[one.reason]}`),
    ...(remarks.length === 0 ? [] : [`Not quite as in the file: ${counted(remarks.length, "entry", "entries")}.`]),
    ...listed(remarks, (one) => `  ${place(one)}: ${remarkReasons[one.reason]}`),
  ];
}
