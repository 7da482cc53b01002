/** What an import is said to have done. Holds nothing of the file's content. */
import type { AboutImport, Position, Remark, Skipped } from "../client/import/index.ts";
import { type Locale, say, sayIfThere } from "../words/index.ts";

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

/** What of an import people are told, in their language. */
export function importLines(report: ImportReport, locale: Locale = "en"): string[] {
  const { read: items, dryRun, kinds, skipped, remarks, encoding, called, unit } = report;
  const first = dryRun
    ? say(locale, "cli.report.would", { items, folders: report.foldersInFile, called })
    : say(locale, "cli.report.imported", {
        items: report.added,
        folders: report.folders,
        called,
        known: String(report.known),
      });
  const each = Object.entries(kinds).map(([kind, count]) => `${kind} ${count}`);
  return [
    first,
    ...(each.length === 0 ? [] : [say(locale, "cli.report.byKind", { kinds: each.join(", ") })]),
    ...(items + skipped.length === 0 ? [say(locale, "cli.report.nothing")] : []),
    ...(encoding === "windows-1252" ? [say(locale, "cli.report.latin")] : []),
    ...(report.organisation ? [say(locale, "cli.report.organisation")] : []),
    ...skippedLines(skipped, unit, locale),
    ...(remarks.length === 0 ? [] : [say(locale, "cli.report.changed", { count: remarks.length })]),
    ...listed(remarks, "remark", unit, locale),
  ];
}

/** What was left out, and why; no line where nothing was. */
export function skippedLines(skipped: readonly Skipped[], unit: Unit, locale: Locale): string[] {
  if (skipped.length === 0) return [];
  return [say(locale, "cli.report.leftOut", { count: skipped.length }), ...listed(skipped, "skip", unit, locale)];
}

type Unit = ImportReport["unit"];

const mostLines = 20;
const units = { line: "cli.report.line", entry: "cli.report.entry" } as const;

function listed(all: readonly (Skipped | Remark)[], table: "skip" | "remark", unit: Unit, locale: Locale): string[] {
  const placeOf = ({ position, part }: Position) => {
    if (position === 0) return say(locale, "cli.report.file");
    const place = say(locale, units[unit], { position: String(position) });
    return part === undefined ? place : `${part}, ${place}`;
  };
  const more = all.length - mostLines;
  return [
    ...all.slice(0, mostLines).map((one) => {
      const why = sayIfThere(locale, `${table}.${one.reason}`) ?? one.reason;
      return `  ${say(locale, "cli.report.at", { place: placeOf(one), why })}`;
    }),
    ...(more > 0 ? [`  ${say(locale, "cli.report.more", { count: more })}`] : []),
  ];
}
