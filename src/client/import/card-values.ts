import { monthAndYear } from "./dates.ts";
import type { Value } from "./values.ts";

/** When a card runs out, as month and year where it can be told, else as it is written. */
export function expiryValues(label: string, text: string): Value[] {
  const expiry = monthAndYear(text);
  if (expiry === null) return [{ label, value: text }];
  return [
    { label: "month of expiry", field: "expMonth", value: expiry.month },
    { label: "year of expiry", field: "expYear", value: expiry.year },
  ];
}

/** A whole name, parted before its last word: the only place where most are. */
export function nameValues(label: string, name: string, first: string, last: string): Value[] {
  const [, given, family] = /^\s*(\S.*?)\s+(\S+)\s*$/s.exec(name) ?? [];
  if (given === undefined || family === undefined) return [{ label, field: last, value: name }];
  return [
    { label, field: first, value: given },
    { label, field: last, value: family },
  ];
}
