/** What an import is said to have done. Holds nothing of the file's content. */
import { type AboutImport, remarkReasons, type Skipped, skipReasons } from "../client/import/index.ts";
import { counted } from "./output.ts";

export interface Done {
  readonly dryRun: boolean;
  readonly added: number;
  /** Imported before. */
  readonly known: number;
  /** Folders that were made. */
  readonly folders: number;
  /** Left out on the way in, beside what could not be read. */
  readonly skipped?: readonly Skipped[];
}

export function importReport(about: AboutImport, done: Done) {
  const { format, called, encoding, organisation, items, kinds, folders, unit, skipped, remarks } = about;
  return {
    format,
    called,
    encoding,
    organisation,
    read: items,
    kinds,
    foldersInFile: folders,
    ...done,
    unit,
    skipped: [...skipped, ...(done.skipped ?? [])],
    remarks,
  };
}

export type ImportReport = ReturnType<typeof importReport>;

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
