import { flagSettings, settingNames } from "./policies.ts";
import { type Bytes, decode, encode, hash, hex, type Value, verify } from "./primitives.ts";
import { bytes, chain, type Fields, type Reader, text, within } from "./reading.ts";
import { statesOf } from "./rosters.ts";

function offer(given: Fields): object {
  const its = bytes(given, "bytes");
  const link = new Uint8Array(Buffer.from(text(given, "link").trim().split("#").pop() as string, "base64url"));
  const [, desk, genesis, rights, hours, user, signingKey, xwingKeyHash, person] = decode(its) as Value[];
  const named = Buffer.concat([Buffer.of(3), desk as Bytes, hash("desk-offer", its)]);
  if (hex(link) !== hex(named)) throw new Error("link");
  return { desk, genesis, rights, hours, user, signingKey, xwingKeyHash, person, hash: hash("desk-offer", its) };
}

function fieldsOf(its: Bytes): Fields {
  const [, partner, template, version, previous, name, labels, document, author, seq, at, time] = decode(
    its,
  ) as Value[];
  const [user, key] = author as Value[];
  return { partner, template, version, previous, name, labels, document, author: { user, key }, seq, hash: at, time };
}

function template(given: Fields): object {
  const [its, signature] = decode(bytes(given, "signed")) as [Bytes, Bytes];
  const fields = fieldsOf(its);
  const { author, seq } = fields as { author: { user: Bytes; key: Bytes }; seq: number };
  verify("template", its, signature, author.key);
  const states = statesOf(chain(given, "partnerLinks"));
  if (hex(states[seq]?.head.hash as Bytes) !== hex(fields.hash as Bytes)) throw new Error("head");
  const isAuthor = states
    .at(-1)
    ?.entries.some(
      ([type, user, role, status, key]) =>
        type === 1 &&
        role === 2 &&
        status === 1 &&
        hex(user as Bytes) === hex(author.user) &&
        hex(key as Bytes) === hex(author.key),
    );
  if (!isAuthor) throw new Error("author");
  const templateHash = hash("template-hash", its);
  if (given.seen) {
    const [version, known] = [within(given, "seen").version as number, bytes(within(given, "seen"), "hash")];
    const goesOn =
      (fields.version === version && hex(templateHash) === hex(known)) ||
      (fields.version === version + 1 && hex(fields.previous as Bytes) === hex(known)) ||
      (fields.version as number) > version + 1;
    if (!goesOn) throw new Error("version");
  }
  return { ...fields, templateHash };
}

interface Said {
  template: Bytes;
  value: Value;
  locked: boolean;
}

const least = [1, 2, 16, 17, 18, 20, 21];
const listsOf = (all: Value[]) => all as string[][];

/** The last column of the table of PROTOCOL §4.10, for one setting. */
function strictest(setting: number, all: Value[]): Value {
  if (setting === 5) return [...new Set(listsOf(all).flat())].sort();
  if (setting === 8 || setting === 19) {
    const lies = setting === 8 ? isBelow : isInside;
    const asked = listsOf(all.filter((each) => each !== null));
    const named = [...new Set(asked.flat())].filter((name) =>
      asked.every((list) => list.some((its) => lies(name, its))),
    );
    return asked.length === 0
      ? null
      : named.filter((name) => !named.some((its) => its !== name && lies(name, its))).sort();
  }
  const numbers = all.map((each) => (each === null ? Number.POSITIVE_INFINITY : (each as number)));
  if (setting === 11 || setting === 13) return numbers.reduce((one, other) => one | other);
  const found = least.includes(setting) ? Math.min(...numbers) : Math.max(...numbers);
  return found === Number.POSITIVE_INFINITY ? null : found;
}

const isBelow = (name: string, other: string) => name === other || name.endsWith(`.${other}`);
/** Both as bits: one begins with the other's. */
const isInside = (name: string, other: string) => bitsOf(name).startsWith(bitsOf(other));
function bitsOf(network: string): string {
  const [address, length] = network.split("/") as [string, string];
  const isFour = address.includes(".");
  const parts = isFour ? address.split(".") : wide(address);
  const bits = parts.map((part) =>
    Number.parseInt(part, isFour ? 10 : 16)
      .toString(2)
      .padStart(isFour ? 8 : 16, "0"),
  );
  return `${isFour ? 4 : 6} ${bits.join("").slice(0, Number(length))}`;
}
function wide(address: string): string[] {
  const [before = "", after] = address.split("::");
  const [first, last] = [before, after ?? ""].map((half) => half.split(":").filter((part) => part !== "")) as [
    string[],
    string[],
  ];
  return [...first, ...Array.from({ length: 8 - first.length - last.length }, () => "0"), ...last];
}

const cannotSay = (setting: number, value: Value) =>
  Array.isArray(value) && (value.length > 100 || (setting === 19 && value.length === 0));

function combination(given: Fields): object {
  const company = given.labels as string[];
  const counting = chain(given, "templates")
    .map(fieldsOf)
    .filter(
      ({ document, labels }) => document !== null && (labels as string[]).every((label) => company.includes(label)),
    )
    .sort((a, b) => Buffer.compare(a.template as Bytes, b.template as Bytes));
  const bySetting = new Map<number, Said[]>();
  for (const its of counting) {
    const [, said] = decode(its.document as Bytes) as [Value, [number, Value, number][]];
    for (const [setting, value, locked] of said) {
      const all = bySetting.get(setting) ?? [];
      bySetting.set(setting, [...all, { template: its.template as Bytes, value, locked: locked === 1 }]);
    }
  }
  const found = [...bySetting]
    .sort(([one], [other]) => one - other)
    .map(([setting, all]) => {
      const locks = all.filter(({ locked }) => locked);
      const asked = locks.length > 0 ? locks : all;
      const value = strictest(
        setting,
        asked.map((each) => each.value),
      );
      const has = asked.find((each) => hex(encode([each.value])) === hex(encode([value]))) ?? (asked[0] as Said);
      return {
        setting,
        name: settingNames[setting - 1] as string,
        value,
        locked: locks.length > 0,
        from: has.template,
      };
    });
  const unsayable = found.filter(({ setting, value }) => cannotSay(setting, value)).map(({ name }) => name);
  const written = found.map(({ setting, value, locked }): Value => [setting, value, locked ? 1 : 0]);
  const shown = ({ setting, value, locked }: (typeof found)[number]) => ({
    value: flagSettings.includes(setting) ? value === 1 : value,
    locked,
  });
  return {
    policies: Object.fromEntries(found.map((each) => [each.name, shown(each)])),
    document: found.length > 0 && unsayable.length === 0 ? encode([1, written]) : null,
    templates: counting.map((its) => its.template),
    from: Object.fromEntries(found.map(({ name, from }) => [name, from])),
    unsayable,
  };
}

export const templateReaders: Record<string, Reader> = {
  "desk-offer": offer,
  template,
  "template-combination": combination,
};
