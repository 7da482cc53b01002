/** PROTOCOL §1.6: the same texts, on whatever platform decodes them. */
import type * as Module from "../../src/crypto/base64url.ts";
import { Given } from "../vectors/given.ts";
import { vectorFiles } from "./vector-files.ts";

const vectors = vectorFiles.find(({ name }) => name === "base64url")?.vectors;
const buffer = globalThis.Buffer;

/** Loads the module anew on a platform without Node's Buffer. */
async function loadWithoutBuffer(platform: string): Promise<typeof Module> {
  Reflect.deleteProperty(globalThis, "Buffer");
  expect(typeof globalThis.Buffer).toBe("undefined");
  try {
    return (await import(`../../src/crypto/base64url.ts?${platform}`)) as typeof Module;
  } finally {
    globalThis.Buffer = buffer;
  }
}

/** What newer platforms than this Node bring: `Uint8Array.prototype.toBase64` and its reverse, as lenient as they are. */
function bringNative(): void {
  Object.defineProperty(Uint8Array.prototype, "toBase64", {
    configurable: true,
    value(this: Uint8Array) {
      return buffer.from(this).toString("base64url");
    },
  });
  Object.defineProperty(Uint8Array, "fromBase64", {
    configurable: true,
    value(text: string) {
      const plain = text.replace(/[\t\n\f\r ]/g, "");
      if (!/^[A-Za-z0-9_-]*={0,2}$/.test(plain)) throw new SyntaxError("base64url");
      return new Uint8Array(buffer.from(plain, "base64url"));
    },
  });
}

describe.each(["oldest", "native"])("base64url on the %s browsers", (platform) => {
  let module: typeof Module;

  beforeAll(async () => {
    if (platform === "native") bringNative();
    module = await loadWithoutBuffer(platform);
  });
  afterAll(() => {
    Reflect.deleteProperty(Uint8Array.prototype, "toBase64");
    Reflect.deleteProperty(Uint8Array, "fromBase64");
  });

  it.each(vectors?.golden ?? [])("reads and writes $name", ({ given, expect: expected }) => {
    const bytes = module.parseBase64url(new Given(given).text("text"));
    expect(buffer.from(bytes).toString("hex")).toBe(expected.bytes);
    expect(module.encodeBase64url(bytes)).toBe(given.text);
  });

  it.each(vectors?.negative ?? [])("refuses $name", ({ given, error }) => {
    expect(() => module.parseBase64url(new Given(given).text("text"), 4_096)).toThrow(error);
  });

  it("writes long arrays", () => {
    const long = new Uint8Array(70_000).fill(251);
    expect(module.parseBase64url(module.encodeBase64url(long))).toEqual(long);
  });
});
