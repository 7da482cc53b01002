import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import { printable } from "./output.ts";

export interface Named {
  readonly id: string;
}

/** How things of one kind are called. */
export interface Names<T> {
  readonly what: string;
  /** What a person may call one. */
  readonly of: (one: T) => readonly string[];
  /** What tells one from others of its name. */
  readonly shown: (one: T) => string;
}

export const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** Whether this is an id, and can be no name by which something is looked for. */
export const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

/** By id; else by a whole name; else by a part of one. */
function matches<T extends Named>({ of }: Names<T>, reference: string, among: readonly T[]): readonly T[] {
  const wanted = reference.toLowerCase();
  const named = (test: (name: string) => boolean) => among.filter((one) => of(one).some((name) => test(name)));
  const byId = among.filter(({ id }) => id === wanted);
  const whole = named((name) => isSame(name, wanted));
  return [byId, whole].find((some) => some.length > 0) ?? named((name) => name.toLowerCase().includes(wanted));
}

const mostNamed = 5;

/** Throws NOT_FOUND or AMBIGUOUS. */
export function choose<T extends Named>(names: Names<T>, reference: string, among: readonly T[]): T {
  const found = matches(names, reference, among);
  const [one, other] = found;
  if (one === undefined)
    throw new CommandFailure(
      exitCode.NOT_FOUND,
      "NOT_FOUND",
      `There is no such ${names.what} here.`,
      "sealgraph sync fetches what is new.",
    );
  if (other === undefined) return one;
  const lines = found.slice(0, mostNamed).map((each) => `  ${each.id}  ${printable(names.shown(each))}`);
  throw new CommandFailure(
    exitCode.USAGE,
    "AMBIGUOUS",
    `${found.length} ${names.what}s have this name.`,
    ["Name one by its id:", ...lines, ...(found.length > mostNamed ? ["  …"] : [])].join("\n"),
  );
}

export type Place = "LIVE" | "TRASH";

/** Throws NOT_FOUND or AMBIGUOUS, and says so where it is only in the other place. */
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
