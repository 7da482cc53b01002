import type { Person } from "../client/index.ts";
import { printable } from "./output.ts";

type Awaits = NonNullable<Person["awaiting"]>;

/** All of it, so that nobody confirms what they have not seen. */
export const whatWaits = ({ what, name, address }: Awaits, before: string | null): string => {
  if (what === "PRIMARY") return "to be primary";
  if (name === null) return "a new name that does not verify";
  const called = `the new name "${printable(name)}"`;
  if (what !== "ADDRESS" || address === null) return called;
  return `the new address ${printable(address)}${name === before ? "" : ` and ${called}`}`;
};

/** The same, and what answers it. */
export const waitsFor = (awaiting: Awaits, before: string | null): string =>
  `${whatWaits(awaiting, before)} waits for: sealgraph user confirm`;
