import { stretch } from "./accounts.ts";
import { type Bytes, decode, encode, join, keyed, open, pae, type Value } from "./primitives.ts";
import { bytes, type Fields, type Reader, text } from "./reading.ts";

/** The last frame is the one behind which the archive ends. */
async function contentOf(given: Fields): Promise<object> {
  const whole = Buffer.from(bytes(given, "bytes"));
  if (whole.toString("latin1", 0, 20) !== "sealgraph archive 1\n") throw new Error("no archive");
  const file = new Uint8Array(whole.subarray(20, 36));
  const first = 37 + whole.readUInt8(36);
  const secret =
    first === 37 ? bytes(given, "code") : await stretched(given, new Uint8Array(whole.subarray(37, first)));
  const key = keyed(32, secret, pae("archive", new Uint8Array(whole.subarray(0, first))));
  const portions: Bytes[] = [];
  for (let at = first; at < whole.length; ) {
    const end = at + 4 + whole.readUInt32LE(at);
    const aad = encode([20, file, portions.length, end === whole.length ? 1 : 0]);
    const padded = open(key, aad, new Uint8Array(whole.subarray(at + 4, end)));
    portions.push(padded.subarray(0, padded.lastIndexOf(0x80)));
    at = end;
  }
  return { file, content: join(...portions) };
}

function stretched(given: Fields, parameters: Bytes): Promise<Bytes> {
  const [, memory, passes, , salt] = decode(parameters) as Value[];
  const password = new Uint8Array(Buffer.from(text(given, "password").normalize("NFKC"), "utf8"));
  return stretch(password, salt as Bytes, memory as number, passes as number);
}

export const archiveReaders: Record<string, Reader> = { archive: contentOf };
