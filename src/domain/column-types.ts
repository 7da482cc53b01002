/** How a column's text becomes a value, by PostgreSQL's type. What is not listed stays text. */
const decoders = new Map<number, (text: string) => unknown>([
  [16, (text) => text === "t"], // boolean
  [17, (text) => Buffer.from(text.slice(2), "hex")], // bytea
  [20, Number], // bigint: counts and milliseconds, far below 2^53
  [21, Number], // smallint
  [23, Number], // integer
  [114, JSON.parse], // json: lists of ids, or of labels
  [1700, Number], // numeric: sums of lengths
  [1184, (text) => new Date(text)], // timestamptz
]);

const asText = (text: string): unknown => text;

export const decoderOf = (type: number): ((text: string) => unknown) => decoders.get(type) ?? asText;
