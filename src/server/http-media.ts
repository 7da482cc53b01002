/** How a GraphQL answer is labelled. */
export const media = {
  json: "application/json; charset=utf-8",
  graphql: "application/graphql-response+json; charset=utf-8",
} as const;
export type Media = (typeof media)[keyof typeof media];

/** The media type that the caller prefers, JSON where it does not care; null where it takes neither. */
export function chooseMedia(accept: string | undefined): Media | null {
  if (accept === undefined || accept === "*/*" || accept === "application/json") return media.json;
  const ranges = accept.split(",", 32).map(readRange);
  const [json, graphql] = [quality(ranges, "application/json"), quality(ranges, "application/graphql-response+json")];
  if (json === 0 && graphql === 0) return null;
  return graphql > json || (graphql === json && before(ranges)) ? media.graphql : media.json;
}

interface Range {
  readonly type: string;
  readonly quality: number;
}

function readRange(text: string): Range {
  const [type = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const given = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
  const quality = given === undefined ? 1 : Number(given);
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}

/** The closest range decides, whatever others say. */
function quality(ranges: readonly Range[], type: string): number {
  const closest = [type, "application/*", "*/*"].map((name) => ranges.find((range) => range.type === name));
  return closest.find((range) => range !== undefined)?.quality ?? 0;
}

/** Of two that are equally liked, whether the GraphQL one is named and named first. */
function before(ranges: readonly Range[]): boolean {
  const place = (type: string) => ranges.findIndex((range) => range.type === type);
  const [json, graphql] = [place("application/json"), place("application/graphql-response+json")];
  return graphql !== -1 && (json === -1 || graphql < json);
}

/** Whether a body is JSON in UTF-8, by its label. */
export function isJson(contentType: string | undefined): boolean {
  if (contentType === "application/json") return true;
  return contentType !== undefined && /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType);
}
