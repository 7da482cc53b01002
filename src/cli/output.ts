import type { Writable } from "node:stream";
import { stripVTControlCharacters, styleText } from "node:util";
import type { Locale } from "../words/index.ts";
import type { Explanation } from "./failure.ts";
import { asCalled, type Surroundings } from "./surroundings.ts";

export type Colour = "green" | "yellow" | "red" | "dim" | "bold";

/** Writes what a command has to say: answers to standard output, everything else to standard error. */
export interface Output {
  /** The language of failures. */
  readonly locale: Locale;
  readonly json: boolean;
  /** Whether a person sits at a terminal and can be shown progress. */
  readonly lively: boolean;
  /** The answer of a command: one JSON value, or lines for people. */
  answer(value: unknown, lines: () => string | readonly string[]): void;
  /** One of many answers: a line of JSON, or a line for people. */
  line(value: unknown, text: () => string): void;
  /** Our own words, with commands as this one was called. */
  called(text: string): string;
  /** Said to people only. */
  note(text: string): void;
  fail(explanation: Explanation): void;
  paint(colour: Colour, text: string): string;
}

export function makeOutput(json: boolean, surroundings: Surroundings): Output {
  const { stdout, stderr, environment } = surroundings;
  const coloured = stdout.isTTY === true && !environment.NO_COLOR;
  const called = (text: string) => asCalled(surroundings, text);
  const write = (stream: Writable, text: string) => void stream.write(text.endsWith("\n") ? text : `${text}\n`);
  return {
    json,
    locale: surroundings.locale ?? "en",
    called,
    lively: stderr.isTTY === true && !json,
    answer(value, lines) {
      if (json) return write(stdout, JSON.stringify(value, null, 2));
      const text = [lines()].flat().join("\n");
      if (text !== "") write(stdout, text);
    },
    line: (value, text) => write(stdout, json ? JSON.stringify(value) : text()),
    note: (text) => {
      if (!json) write(stderr, called(text));
    },
    fail({ code, exit, details, ...words }) {
      const [message, hint] = [called(words.message), called(words.hint)];
      if (json)
        return write(stderr, JSON.stringify({ error: { code, message, hint, exit, ...(details && { details }) } }));
      write(stderr, hint === "" ? message : `${message}\n${hint}`);
    },
    paint: (colour, text) => (coloured ? styleText(colour, text) : text),
  };
}

/** Columns as wide as their widest cell, two blanks apart; the last is not padded. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => plainLength(row[column] ?? ""))));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === row.length - 1 ? cell : cell + " ".repeat((widths[column] ?? 0) - plainLength(cell)),
      )
      .join("  "),
  );
}

/** `1 item`, `2 items`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** Ends with one full stop, though what it ends with may have one of its own. */
export const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** A moment as people read it: ISO 8601 to the minute, and always UTC, as its Z says. */
export const moment = (time: Date): string => `${time.toISOString().slice(0, 16)}Z`;

/** Length without colours. */
const plainLength = (text: string) => stripVTControlCharacters(text).length;

/**
 * Text from a vault, safe to show on a terminal: control characters (which could move the cursor or change the
 * window's title) become visible marks, and so do those that turn the direction of text; line breaks stay where `lines` says so.
 */
export function printable(text: string, lines = false): string {
  return text.replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, (control) =>
    lines && (control === "\n" || control === "\t") ? control : "\ufffd",
  );
}
