/** A whole number of this range; null where what was typed is none. */
export const wholeNumber = (text: string, least: number, most: number): number | null =>
  /^\d{1,6}$/.test(text.trim()) && Number(text) >= least && Number(text) <= most ? Number(text) : null;
