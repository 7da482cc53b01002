import { toHex } from "../../crypto/bytes.ts";
import { bytesOfBase64 } from "./base64.ts";
import { importBounds } from "./bounds.ts";
import type { KeepassEntry } from "./keepass-tree.ts";

/** A text with what its references point to in their place; `left` where some point nowhere, or to a reference again. */
export type Resolve = (text: string) => { readonly text: string; readonly left: boolean };

/** `{REF:P@I:0123…}`: the password of the entry with that UUID. */
const reference = /\{REF:([TUPANI])@I:([0-9A-F]{32})\}/gi;

const keys: Readonly<Record<string, string>> = { T: "Title", U: "UserName", P: "Password", A: "URL", N: "Notes" };

/** Follows references one step: that is how they are made, and one that leads in a circle ends there. */
export function keepassReferences(entries: readonly KeepassEntry[]): Resolve {
  let index: ReadonlyMap<string, KeepassEntry> | null = null;
  const find = (uuid: string) => {
    index ??= new Map(entries.map((entry) => [hexOf(entry.uuid), entry]));
    return index.get(uuid.toUpperCase());
  };
  const valuesOf = new Map<KeepassEntry, ReadonlyMap<string, string>>();
  const valueIn = (entry: KeepassEntry, key: string): string | undefined => {
    const values = valuesOf.get(entry) ?? new Map(entry.strings.map((string) => [string.key, string.value]));
    valuesOf.set(entry, values);
    return values.get(key);
  };
  // What all references of a file may grow to: forty bytes can stand for a megabyte.
  let room = importBounds.file;
  return (text) => {
    if (!text.includes("{REF:")) return { text, left: false };
    let grown = 0;
    const whole = text.replace(reference, (written: string, what: string, uuid: string) => {
      const key = keys[what.toUpperCase()];
      const target = find(uuid);
      const value = key && target && valueIn(target, key);
      if (value === undefined || value === "" || value.length > importBounds.entry || value.length > room)
        return written;
      if (value.includes("{REF:")) return written;
      room -= value.length;
      grown += value.length;
      return grown > importBounds.entry ? written : value;
    });
    return { text: whole, left: whole.includes("{REF:") };
  };
}

/** A UUID as references write it; empty where it is no base64. */
const hexOf = (uuid: string): string => toHex(bytesOfBase64(uuid) ?? new Uint8Array()).toUpperCase();
