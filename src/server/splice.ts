import { randomUUID } from "node:crypto";

/**
 * JSON text that is part of an answer as it is. `JSON.stringify` writes a marker in its place, `putIn` the text itself
 * afterwards: what is text already is neither parsed nor escaped again.
 */
export class Splice {
  constructor(private readonly text: string) {}

  toJSON(): string {
    pending ??= { marker: randomUUID(), texts: [] };
    pending.texts.push(this.text);
    return pending.marker;
  }
}

/** Splices of the answer that is being written. From `JSON.stringify` to `putIn` nothing else may run. */
let pending: { readonly marker: string; readonly texts: string[] } | null = null;

/** Puts the splices into JSON text that was just written. The marker is random per answer: no data can be mistaken for it. */
export function putIn(json: string): string {
  if (pending === null) return json;
  const { marker, texts } = pending;
  pending = null;
  const around = json.split(`"${marker}"`);
  let whole = around[0] ?? "";
  for (let i = 1; i < around.length; i++) whole += `${texts[i - 1]}${around[i]}`;
  return whole;
}

/** `JSON.stringify` for answers that may hold splices. */
export function stringify(value: unknown): string {
  pending = null;
  return putIn(JSON.stringify(value));
}
