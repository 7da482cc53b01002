import { dayOf } from "../kinds/odd.ts";

const two = (part: number): string => String(part).padStart(2, "0");

/** A day as our fields write it, of a year, month and day; null where there is no such day. */
function dayText(year: number, month: number, day: number): string | null {
  const text = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
  return dayOf(text) === null ? null : text;
}

/** `2030-1-9` or `2030-01-09` as a day; any other text as it is. */
export function dayOfNumbers(text: string): string {
  const [, year, month, day] = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$/.exec(text) ?? [];
  return (year && dayText(Number(year), Number(month), Number(day))) || text;
}

/** The last day of a month; null where there is no such month. */
export const lastDayOf = (year: number, month: number): string | null =>
  month < 1 || month > 12 ? null : dayText(year, month, new Date(Date.UTC(year, month, 0)).getUTCDate());

/** The day of a time in milliseconds since 1970; the number as text where it is no time. */
export function dayOfTime(milliseconds: number): string {
  const date = new Date(milliseconds);
  const year = date.getUTCFullYear();
  return year >= 0 && year <= 9999 ? date.toISOString().slice(0, 10) : String(milliseconds);
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** The number of an English month, from 1; null for any other word. */
export function monthOf(name: string): number | null {
  const index = months.indexOf(name.trim().slice(0, 3).toLowerCase());
  return index < 0 ? null : index + 1;
}

/** `June,20,2020` as a day, `June,2020` as the last of its month; any other text as it is. */
export function dayOfWords(text: string): string {
  const parts = text.split(",").map((part) => part.trim());
  const month = monthOf(parts[0] ?? "");
  if (month === null) return text;
  const [, one = "", other = ""] = parts;
  const day = other === "" ? lastDayOf(Number(one), month) : dayText(Number(other), month, Number(one));
  return day ?? text;
}

/** Month and year of `06/2030`, `6/30`, `2030-06` or `203006`; null of anything else. */
export function monthAndYear(text: string): { readonly month: string; readonly year: string } | null {
  const [, monthFirst, shortOrLong] = /^\s*(\d{1,2})\s*[/.-]\s*(\d{2}|\d{4})\s*$/.exec(text) ?? [];
  const [, yearFirst, monthLast] = /^\s*(\d{4})[/.-]?(\d{1,2})(?:[/.-]\d{1,2}.*)?\s*$/.exec(text) ?? [];
  const year = shortOrLong ?? yearFirst;
  const month = Number(monthFirst ?? monthLast);
  if (year === undefined || month < 1 || month > 12) return null;
  return { month: String(month), year: year.length === 2 ? `20${year}` : year };
}
