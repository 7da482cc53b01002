import { parseHex, toHex } from "../../src/crypto/bytes.ts";

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

/** What a vector gives, read by name: bytes stand as hexadecimal. */
export class Given {
  private readonly fields: JsonObject;
  constructor(fields: JsonObject) {
    this.fields = fields;
  }
  has(name: string): boolean {
    return name in this.fields && this.fields[name] !== null;
  }
  raw(name: string): Json {
    const value = this.fields[name];
    if (value === undefined) throw new TypeError(`The vector does not give ${name}.`);
    return value;
  }
  uint(name: string): number {
    return this.raw(name) as number;
  }
  text(name: string): string {
    return this.raw(name) as string;
  }
  bytes<T extends Uint8Array = Uint8Array>(name: string, as: (bytes: Uint8Array) => T = (b) => b as T): T {
    return as(parseHex(this.text(name)));
  }
  bytesOrNull<T extends Uint8Array = Uint8Array>(name: string, as?: (bytes: Uint8Array) => T): T | null {
    return this.has(name) ? this.bytes(name, as) : null;
  }
  within(name: string): Given {
    return new Given(this.raw(name) as JsonObject);
  }
  list(name: string): Given[] {
    return (this.raw(name) as JsonObject[]).map((fields) => new Given(fields));
  }
  allBytes(name: string): Uint8Array[] {
    return (this.raw(name) as string[]).map(parseHex);
  }
}

/** Plain data as JSON, with bytes as hexadecimal. */
export function toJson(value: unknown): Json {
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toJson(inner)]));
  }
  return value as Json;
}

/** What a vector is put through: gives what is expected of it, or throws. */
export type Run = (given: Given) => unknown;
export type Runs = Readonly<Record<string, Run>>;
