/** An archive (PROTOCOL §9): cut, exchanged, of another secret, too dear, and larger than memory would hold. */
import { encode } from "cborg";
import { archiveFrameAad } from "../../src/crypto/aad.ts";
import { concat } from "../../src/crypto/bytes.ts";
import {
  type ArchiveStart,
  deriveArchiveKey,
  makeArchiveStart,
  openArchive,
  readArchiveStart,
  sealArchive,
} from "../../src/crypto/client/archive.ts";
import { pad } from "../../src/crypto/client/padding.ts";
import { makeFileCode } from "../../src/crypto/client/recovered-file.ts";
import { seal } from "../../src/crypto/client/seal.ts";
import { kdfFloor } from "../../src/crypto/kdf-parameters.ts";
import { asSalt } from "../../src/crypto/keys.ts";
import { makeId } from "../../src/crypto/uuid.ts";

const code = makeFileCode();
const start = makeArchiveStart(makeId(1), null);
const salted = makeArchiveStart(makeId(2), { ...kdfFloor, salt: asSalt(new Uint8Array(16)) });
const frame = 32_767;
const full = 4 + 32_768 + 73;

async function* each<T>(all: Iterable<T>): AsyncGenerator<T> {
  yield* all;
}

async function whole(portions: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const portion of portions) all.push(portion);
  return concat(...all);
}

async function opened(bytes: Uint8Array, of: ArchiveStart = start, by = code): Promise<Uint8Array> {
  return whole(openArchive(await deriveArchiveKey({ code: by }, of), of, each([bytes])));
}

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "read";
  } catch (error) {
    const { reason, code: its } = error as { reason?: string; code: string };
    return reason ?? its;
  }
}

const content = Uint8Array.from({ length: 2 * frame + 1_000 }, (_, place) => place % 251);
const made = await whole(sealArchive({ code }, start, each([content])));
const startOf = (bytes: Uint8Array) => readArchiveStart(each([bytes]));

it("is read as it was written, in whatever portions", async () => {
  expect(await opened(made)).toEqual(content);
  const halves = [content.subarray(0, 40_000), content.subarray(40_000)];
  expect(await opened(await whole(sealArchive({ code }, start, halves)))).toEqual(content);
  expect(await startOf(made)).toEqual(start);
  expect(await startOf(salted.bytes)).toEqual(salted);
});

it("is no archive, or one of a later release", async () => {
  for (const bytes of [new Uint8Array(0), new TextEncoder().encode("sealgraph"), new Uint8Array(100)])
    expect(await refusal(startOf(bytes))).toBe("NO_ARCHIVE");
  const later = made.slice();
  later[18] = 0x32;
  expect(await refusal(startOf(later))).toBe("NEWER_FORMAT");
});

it("was cut, and nobody takes it for the whole", async () => {
  for (const end of [20, 30, 36]) expect([end, await refusal(startOf(made.slice(0, end)))]).toEqual([end, "TRUNCATED"]);
  expect(await refusal(startOf(salted.bytes.slice(0, -1)))).toBe("TRUNCATED");
  for (const end of [37, 41, 37 + full, made.length - 1])
    expect([end, await refusal(opened(made.slice(0, end)))]).toEqual([end, "TRUNCATED"]);
});

it("asks for more or less work than a reader does, and is refused before any is done", async () => {
  for (const [memory, passes] of [
    [1_048_577, 3],
    [65_536, 11],
    [65_535, 3],
    [8, 1],
  ] as const) {
    const parameters = encode([1, memory, passes, 1, new Uint8Array(16)]);
    const bytes = concat(made.subarray(0, 36), Uint8Array.of(parameters.length), parameters);
    expect(await refusal(startOf(bytes))).toBe("KDF_OUT_OF_BOUNDS");
  }
});

it("does not open by another code, nor by a code where a password opens it", async () => {
  expect(await refusal(opened(made, start, makeFileCode()))).toBe("WRONG_SECRET");
  expect(await refusal(deriveArchiveKey({ code }, salted))).toBe("OTHER_WAY");
  expect(await refusal(deriveArchiveKey({ password: "a long password" }, start))).toBe("OTHER_WAY");
});

it("is not opened where another one stands in its place since it was looked at", async () => {
  const other = makeArchiveStart(makeId(3), null);
  const exchanged = concat(other.bytes, made.subarray(start.bytes.length));
  expect(await refusal(opened(exchanged))).toBe("DAMAGED");
});

it("has frames that were exchanged, left out, doubled or changed", async () => {
  const [head, one, two, rest] = [0, 37, 37 + full, 37 + 2 * full].map((from, place, all) =>
    made.subarray(from, all[place + 1]),
  ) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  expect(await refusal(opened(concat(head, two, one, rest)))).toBe("WRONG_SECRET");
  expect(await refusal(opened(concat(head, one, rest)))).toBe("DAMAGED");
  expect(await refusal(opened(concat(head, one, one, two, rest)))).toBe("DAMAGED");
  expect(await refusal(opened(concat(head, one, two, rest, rest)))).toBe("DAMAGED");
  const changed = made.slice();
  changed[37 + full + 50] = (changed[37 + full + 50] as number) ^ 1;
  expect(await refusal(opened(changed))).toBe("DAMAGED");
});

it("is sealed and opened a frame at a time, and lets go of its source", async () => {
  let [taken, closed] = [0, false];
  async function* many(): AsyncGenerator<Uint8Array> {
    try {
      for (; taken < 40; taken++) yield content.subarray(0, frame);
    } finally {
      closed = true;
    }
  }
  const frames = openArchive(await deriveArchiveKey({ code }, start), start, sealArchive({ code }, start, many()));
  expect((await frames.next()).value).toEqual(content.subarray(0, frame));
  expect(taken).toBeLessThan(5);
  await frames.return();
  expect(closed).toBe(true);
});

it("has no frame in the middle that holds less than all others, though the right key sealed it", async () => {
  const key = await deriveArchiveKey({ code }, start);
  const sealed = (number: number, length: number, last: boolean) => {
    const aad = archiveFrameAad(start.file, number, last);
    const envelope = seal(key, aad, pad(content.subarray(0, length)));
    const before = new Uint8Array(4);
    new DataView(before.buffer).setUint32(0, envelope.length, true);
    return concat(before, envelope);
  };
  const of = (...lengths: readonly number[]) =>
    concat(start.bytes, ...lengths.map((length, at) => sealed(at, length, at === lengths.length - 1)));
  expect(await opened(of(frame, frame, 5))).toHaveLength(2 * frame + 5);
  for (const short of [0, 1, frame - 1]) expect(await refusal(opened(of(frame, short, 5)))).toBe("DAMAGED");
  expect(await refusal(opened(of(5, 5)))).toBe("WRONG_SECRET");
});
