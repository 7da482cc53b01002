import type { ImportedField } from "./item.ts";
import { EntrySkipped, ImportRefused } from "./refusals.ts";
import type { Row } from "./table.ts";

/** The cells of one row by column. Absent columns read as empty; so do cells a row left out, unless it may not. */
export interface Cells {
  readonly line: number;
  readonly of: (column: string) => string;
  /** The cell, which the row must have. Throws RAGGED. */
  readonly required: (column: string) => string;
  /** Cells of columns that the format does not have, as fields: nothing is lost, and all of it is hidden. */
  readonly others: readonly ImportedField[];
}

export type Header = ReadonlyMap<string, number>;

/**
 * The columns of a first line, in whatever order and case. Throws MISSING_COLUMNS when one of `required` is not there,
 * DUPLICATE_COLUMNS when one is there twice.
 */
export function readHeader(row: Row | undefined, required: readonly string[]): Header {
  const names = row && "cells" in row ? row.cells.map((cell) => cell.trim().toLowerCase()) : [];
  const header = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    if (name === "") continue;
    if (header.has(name)) throw new ImportRefused("DUPLICATE_COLUMNS");
    header.set(name, index);
  }
  if (!required.every((column) => header.has(column))) throw new ImportRefused("MISSING_COLUMNS");
  return header;
}

/** Throws what made the row unreadable, RAGGED when it has more cells than columns, EMPTY when all are empty. */
export function cellsOf(row: Row, header: Header, known: ReadonlySet<string>): Cells {
  if ("unread" in row) throw new EntrySkipped(row.unread);
  const { cells, line } = row;
  if (cells.every((cell) => cell.trim() === "")) throw new EntrySkipped("EMPTY");
  const named = new Set(header.values());
  if (cells.some((cell, index) => cell !== "" && !named.has(index))) throw new EntrySkipped("RAGGED");
  const cell = (column: string) => cells[header.get(column) ?? cells.length];
  return {
    line,
    of: (column) => cell(column) ?? "",
    required: (column) => {
      const value = cell(column);
      if (value === undefined) throw new EntrySkipped("RAGGED");
      return value;
    },
    others: [...header.keys()]
      .filter((column) => !known.has(column))
      .map((column) => ({ name: column, value: cell(column) ?? "", custom: true, secret: true }))
      .filter(({ value }) => value !== ""),
  };
}

/** Whether nothing stands in these cells of a row. */
export const isEmpty = (row: Cells, columns: Iterable<string>): boolean =>
  [...columns].every((column) => row.of(column).trim() === "");
