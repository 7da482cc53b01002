/** Whether a date, as 2027-01-31, is in the calendar: JavaScript takes the 31st of February for one of March. */
export function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
