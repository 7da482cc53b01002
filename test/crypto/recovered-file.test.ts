/** A file of what a recovery took (PROTOCOL §8.4): cut, reordered, of another code, and larger than memory would hold. */
import { expect, it } from "@jest/globals";
import { concat } from "../../src/crypto/bytes.ts";
import {
  formatFileCode,
  makeFileCode,
  openRecoveredFile,
  parseFileCode,
  sealRecoveredFile,
  wrongGroupOfFileCode,
} from "../../src/crypto/client/recovered-file.ts";
import { makeId } from "../../src/crypto/uuid.ts";

const code = makeFileCode();
const file = makeId(1);
const frame = 32_767;
const start = 27 + 16;
/** Of a frame that is full: its length, and the envelope of 32,768 bytes. */
const full = 4 + 32_768 + 73;

async function* each<T>(all: Iterable<T>): AsyncGenerator<T> {
  yield* all;
}

async function whole(portions: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const portion of portions) all.push(portion);
  return concat(...all);
}

const sealed = (...portions: Uint8Array[]) => whole(sealRecoveredFile(code, file, portions));
const cutUp = (bytes: Uint8Array, portion: number) =>
  each(
    Array.from({ length: Math.ceil(bytes.length / portion) }, (_, n) => bytes.subarray(n * portion, (n + 1) * portion)),
  );
const opened = (bytes: Uint8Array, by = code, portion = 5_000) => whole(openRecoveredFile(by, cutUp(bytes, portion)));

async function refusal(bytes: Uint8Array, by = code): Promise<string> {
  try {
    await opened(bytes, by);
    return "read";
  } catch (error) {
    return (error as { reason: string }).reason;
  }
}

const content = Uint8Array.from({ length: 2 * frame + 1_000 }, (_, place) => place % 251);
const made = await sealed(content);

it("is read as it was written, whatever portions either came in", async () => {
  for (const length of [0, 1, frame - 1, frame, frame + 1, 2 * frame]) {
    const some = content.subarray(0, length);
    expect(await opened(await sealed(some))).toEqual(some);
    expect(await opened(await sealed(some.subarray(0, length / 2), some.subarray(length / 2)), code, 100_000)).toEqual(
      some,
    );
  }
  expect(await opened(await sealed(), code, 1)).toEqual(new Uint8Array(0));
  expect(await opened(made, code, 1_000_000)).toEqual(content);
  expect(made.length).toBeLessThan(content.length + 1_000);
});

it("is no such file, or one of a later release", async () => {
  for (const bytes of [new Uint8Array(0), new TextEncoder().encode("sealgraph"), new Uint8Array(100)])
    expect(await refusal(bytes)).toBe("NO_FILE");
  const later = made.slice();
  later[25] = 0x32;
  expect(await refusal(later)).toBe("NEWER_FORMAT");
});

it("was cut, and nobody takes it for the whole", async () => {
  const ends = [
    start - 1,
    start,
    start + 3,
    start + 4,
    start + full - 1,
    start + full,
    start + 2 * full,
    made.length - 1,
  ];
  for (const end of ends) expect([end, await refusal(made.slice(0, end))]).toEqual([end, "TRUNCATED"]);
});

it("has frames that were exchanged, left out, doubled, changed, or are another file's", async () => {
  const [head, one, two, rest] = [0, start, start + full, start + 2 * full].map((from, place, all) =>
    made.subarray(from, all[place + 1]),
  ) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const other = await whole(sealRecoveredFile(code, makeId(2), [content]));
  expect(await refusal(concat(head, one, two, rest))).toBe("read");
  expect(await refusal(concat(head, two, one, rest))).toBe("WRONG_CODE");
  expect(await refusal(concat(head, one, rest))).toBe("DAMAGED");
  expect(await refusal(concat(head, one, one, two, rest))).toBe("DAMAGED");
  expect(await refusal(concat(head, one, two, rest, rest))).toBe("DAMAGED");
  expect(await refusal(concat(head, one, other.subarray(start + full)))).toBe("DAMAGED");
  for (const place of [start + full + 1, start + full + 50, made.length - 1]) {
    const changed = made.slice();
    changed[place] = (changed[place] as number) ^ 1;
    expect([place, await refusal(changed)]).toEqual([place, "DAMAGED"]);
  }
});

it("does not open by another code", async () => {
  expect(await refusal(made, makeFileCode())).toBe("WRONG_CODE");
  expect(await refusal(concat(made.subarray(0, 27), makeId(3), made.subarray(start)))).toBe("WRONG_CODE");
});

it("has a code of ten groups that is read as it is typed, and names the wrong one", () => {
  const written = formatFileCode(code);
  expect(written).toMatch(/^\d{6}( \d{6}){9}$/);
  expect(parseFileCode(written.replaceAll(" ", "-"))).toEqual(code);
  expect(wrongGroupOfFileCode(written.slice(0, -1))).toBe(10);
  expect(() => parseFileCode(written.slice(7))).toThrow("group 10");
});

it("is sealed and opened a frame at a time, and lets go of its source", async () => {
  const taken: number[] = [];
  let closed = false;
  async function* many(): AsyncGenerator<Uint8Array> {
    try {
      for (let n = 0; n < 40; n++) {
        taken.push(n);
        yield content.subarray(0, frame);
      }
    } finally {
      closed = true;
    }
  }
  const frames = openRecoveredFile(code, sealRecoveredFile(code, file, many()));
  expect((await frames.next()).value).toEqual(content.subarray(0, frame));
  expect(taken.length).toBeLessThan(5);
  await frames.return();
  expect(closed).toBe(true);
});
