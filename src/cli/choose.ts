import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import { printable } from "./output.ts";

export interface Named {
  readonly id: string;
}

/** How things of one kind are called. */
export interface Names<T> {
  readonly what: string;
  /** More than one of them; else with an s. */
  readonly many?: string;
  /** What a person may call one. */
  readonly of: (one: T) => readonly string[];
  /** What tells one from others of its name. */
  readonly shown: (one: T) => string;
  /** Where to look for one that is not there. */
  readonly lookAt?: string;
  /** No part of a name will do: for people, groups and shares, where a wrong guess shows secrets to others. */
  readonly whole?: boolean;
}

export const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** Whether this is an id, and can be no name by which something is looked for. */
export const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

/** Whether ids are looked for that begin like this. */
export const canBeginId = (text: string): boolean => /^[0-9a-f]{4}[0-9a-f-]*$/.test(text);

const withPart = <T>({ of }: Names<T>, wanted: string, among: readonly T[]): readonly T[] =>
  among.filter((one) => of(one).some((name) => name.toLowerCase().includes(wanted)));

/** By id; else by a whole name; else by the beginning of an id; else, where that will do, by a part of a name. Throws INVALID_INPUT. */
function matches<T extends Named>(names: Names<T>, reference: string, among: readonly T[]): readonly T[] {
  if (reference.trim() === "") throw nothingNamed(names.what);
  const wanted = reference.toLowerCase();
  const byId = among.filter(({ id }) => id === wanted);
  const whole = among.filter((one) => names.of(one).some((name) => isSame(name, wanted)));
  const begins = canBeginId(wanted) ? among.filter(({ id }) => id.startsWith(wanted)) : [];
  const part = names.whole ? [] : withPart(names, wanted, among);
  return [byId, whole, begins].find((some) => some.length > 0) ?? part;
}

const nothingNamed = (what: string) =>
  new CommandFailure(
    exitCode.USAGE,
    "INVALID_INPUT",
    `Which ${what}? An empty name is nobody's.`,
    "Give a name or an id.",
  );

const mostNamed = 5;

const lines = <T extends Named>(names: Names<T>, found: readonly T[]): string[] => [
  ...found.slice(0, mostNamed).map((each) => `  ${each.id}  ${printable(names.shown(each))}`),
  ...(found.length > mostNamed ? ["  …"] : []),
];

/** Throws NOT_FOUND, AMBIGUOUS, or INVALID_INPUT for an empty reference. */
export function choose<T extends Named>(names: Names<T>, reference: string, among: readonly T[]): T {
  const found = matches(names, reference, among);
  const [one, other] = found;
  if (one === undefined) {
    const near = withPart(names, reference.toLowerCase(), among);
    throw CommandFailure.of(
      exitCode.NOT_FOUND,
      "NOT_FOUND",
      "cli.said.noSuch",
      { what: names.what },
      near.length === 0
        ? (names.lookAt ?? "sealgraph sync fetches what is new.")
        : ["Name it whole, or by its id:", ...lines(names, near)].join("\n"),
    );
  }
  if (other === undefined) return one;
  throw new CommandFailure(
    exitCode.USAGE,
    "AMBIGUOUS",
    `${found.length} ${names.many ?? `${names.what}s`} have this name.`,
    ["Name one by its id:", ...lines(names, found)].join("\n"),
  );
}

export type Place = "LIVE" | "TRASH";

/** Throws as `choose`, and says so where it is only in the other place. */
export function chooseIn<T extends Named>(
  place: Place,
  names: Names<T>,
  reference: string,
  live: readonly T[],
  trashed: readonly T[],
): T {
  const [here, there] = place === "LIVE" ? [live, trashed] : [trashed, live];
  if (matches(names, reference, here).length > 0 || matches(names, reference, there).length === 0)
    return choose(names, reference, here);
  const { what } = names;
  if (place === "LIVE")
    throw new CommandFailure(
      exitCode.NOT_FOUND,
      "NOT_FOUND",
      `This ${what} is in the trash.`,
      `sealgraph ${what} list --trash shows what is there; sealgraph ${what} restore takes it out.`,
    );
  throw new CommandFailure(
    exitCode.CONFLICT,
    "NOT_IN_TRASH",
    `This ${what} is not in the trash.`,
    `There is nothing to restore. To purge it, trash it first: sealgraph ${what} trash.`,
  );
}
