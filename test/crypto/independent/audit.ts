import { encode, hash, type Value } from "./primitives.ts";
import { bytes, type Fields, type Reader, text, uint } from "./reading.ts";

const orNull = <T>(given: Fields, name: string, read: (given: Fields, name: string) => T): T | null =>
  given[name] === null ? null : read(given, name);

function entry(given: Fields): object {
  const ids = (...names: string[]) => names.map((name) => orNull(given, name, bytes));
  const records = (given.records as string[]).map((hex) => Uint8Array.from(Buffer.from(hex, "hex")));
  const value = [
    1,
    bytes(given, "tenant"),
    uint(given, "revision"),
    orNull(given, "previous", bytes),
    bytes(given, "id"),
    text(given, "kind"),
    uint(given, "time"),
    text(given, "origin"),
    [...ids("actor", "actorDevice"), orNull(given, "surface", text)],
    ids("user", "device", "group", "vault"),
    orNull(given, "invitation", bytes),
    records,
    ["amount", "seq", "epoch"].map((name) => orNull(given, name, uint)),
  ];
  return { hash: hash("audit-entry", encode(value as Value)) };
}

export const auditReaders: Record<string, Reader> = { "audit-entry": entry };
