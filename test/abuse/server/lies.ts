/** Every small lie that can be told about an answer, made from the answer itself: so that a new field is lied about too. */
import type { Answer, Line } from "../../support/line.ts";

/** One change of an answer. */
export interface Lie {
  /** Where, and what: `sync.vaults[1].head.signature: bit`. */
  readonly name: string;
  apply(data: Answer): void;
}

type Step = string | number;

/** LIES=all: every lie. Else one about every field, another one about each, up to `most` spread over the whole answer. */
export function liesAbout(data: Answer, most = Number.POSITIVE_INFINITY): Lie[] {
  const byPath = [...pathsIn(data)].map((path) => [...liesAt(path, valueAt(data, path), data)]);
  if (process.env.LIES === "all") return byPath.flat();
  const byShape = new Map(byPath.map((lies) => [lies[0]?.name.replace(/: .*/, "").replaceAll(/\d+/g, ""), lies]));
  const one = [...byShape.values()].map((lies, place) => lies[place % lies.length] as Lie);
  const step = Math.max(1, one.length / most);
  return Array.from({ length: Math.min(most, one.length) }, (_, n) => one[Math.floor(n * step)] as Lie);
}

/** What a liar holds in the hand: tells the lie to the first answer that it fits, and says whether it did. */
export function tellOnce(line: Line, operation: string, lie: Lie): () => boolean {
  let isTold = false;
  tamperWith(line, operation, (data) => {
    // Of a refusal there is no data.
    if (!data || isTold) return;
    const before = JSON.stringify(data);
    lie.apply(data);
    isTold = JSON.stringify(data) !== before;
  });
  return () => isTold;
}

/** `Changes` is the subscription: its answers are pages. */
function tamperWith(line: Line, operation: string, change: (data: Answer) => void): void {
  if (operation === "Changes") line.tamperPages(change);
  else line.tamper(operation, change);
}

/** The first answer to each of the operations, as it came. */
export function recordAnswers(line: Line, operations: readonly string[]): Map<string, Answer> {
  const answers = new Map<string, Answer>();
  for (const operation of operations) {
    tamperWith(line, operation, (data) => {
      if (data && !answers.has(operation)) answers.set(operation, structuredClone(data));
    });
  }
  return answers;
}

function* pathsIn(value: Answer, path: readonly Step[] = []): Generator<readonly Step[]> {
  if (path.length > 0) yield path;
  if (Array.isArray(value)) {
    for (const place of new Set([0, value.length - 1])) {
      if (place >= 0 && place < value.length) yield* pathsIn(value[place], [...path, place]);
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [name, member] of Object.entries(value)) yield* pathsIn(member, [...path, name]);
  }
}

function* liesAt(path: readonly Step[], value: Answer, data: Answer): Generator<Lie> {
  const lie = (what: string, make: (value: Answer) => Answer): Lie => ({
    name: `${named(path)}: ${what}`,
    apply: (answer) => {
      const parent = valueAt(answer, path.slice(0, -1));
      const last = path.at(-1) as Step;
      if (parent !== null && typeof parent === "object" && last in parent) parent[last] = make(parent[last]);
    },
  });
  if (value !== null) yield lie("null", () => null);
  yield lie("left out", () => undefined);
  yield lie("another type", () => ({ a: [1] }));
  if (Array.isArray(value)) {
    if (value.length > 1) {
      yield lie("turned round", (list) => list.toReversed());
      yield lie("without its first", (list) => list.slice(1));
      yield lie("without its last", (list) => list.slice(0, -1));
    }
    if (value.length > 0) {
      yield lie("empty", () => []);
      yield lie("its first twice", (list) => [list[0], ...list]);
    }
  } else if (typeof value === "number") {
    for (const [what, change] of numbers) yield lie(what, change);
  } else if (typeof value === "boolean") {
    yield lie("the contrary", (it) => !it);
  } else if (typeof value === "string") {
    yield lie("a bit", flip);
    yield lie("cut", (text) => text.slice(0, -1));
    yield lie("empty", () => "");
    const other = anotherOf(data, path, value);
    if (other !== undefined) yield lie("another's", () => other);
  }
}

const numbers: readonly (readonly [string, (value: number) => number])[] = [
  ["one more", (value) => value + 1],
  ["one less", (value) => value - 1],
  ["nought", () => 0],
  ["half", (value) => value + 0.5],
  ["below nought", () => -1],
  ["beyond all bounds", () => 2 ** 53],
];

/** Another character in the middle, of the same kind: what is base64url or hexadecimal stays that. */
function flip(text: string): string {
  const place = Math.floor(text.length / 2);
  const character = text[place] ?? "";
  const other = /[0-8]/.test(character) ? String(Number(character) + 1) : character === "A" ? "B" : "A";
  return text.slice(0, place) + other + text.slice(place + 1);
}

/** A value that stands at a place of the same name elsewhere in the answer. */
function anotherOf(data: Answer, path: readonly Step[], value: string): string | undefined {
  const name = path.findLast((step) => typeof step === "string");
  for (const other of allPaths(data)) {
    if (other.findLast((step) => typeof step === "string") !== name) continue;
    const found = valueAt(data, other);
    if (typeof found === "string" && found !== value) return found;
  }
  return undefined;
}

function* allPaths(value: Answer, path: readonly Step[] = []): Generator<readonly Step[]> {
  if (path.length > 0) yield path;
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    yield* allPaths(member, [...path, Array.isArray(value) ? Number(name) : name]);
  }
}

const valueAt = (data: Answer, path: readonly Step[]): Answer =>
  path.reduce((value: Answer, step) => value?.[step], data);

const named = (path: readonly Step[]): string =>
  path.reduce<string>((text, step) => text + (typeof step === "number" ? `[${step}]` : `${text && "."}${step}`), "");
