import { equalBytes } from "../../crypto/bytes.ts";
import { importBounds } from "./bounds.ts";
import type { Kdbxweb } from "./kdbxweb.ts";
import { ImportRefused } from "./refusals.ts";

/** What stands before the content of a database, readable to everybody. */
export interface Header {
  readonly cipher: "AES" | "CHACHA20";
  readonly compressed: boolean;
  readonly iv: ArrayBuffer;
  readonly masterSeed: ArrayBuffer;
  readonly kdf: InstanceType<Kdbxweb["VarDictionary"]>;
  /** Its bytes, and the code over them under the key. */
  readonly bytes: Uint8Array;
  readonly code: Uint8Array;
  /** Where the content begins. */
  readonly end: number;
}

const hashLength = 32;

/**
 * Throws OLD_DATABASE for what is before version 4, DATABASE_DAMAGED, DATABASE_UNSUPPORTED, and KDF_TOO_HEAVY where making
 * the key would take too much: a header is nobody's word yet.
 */
export async function readKdbxHeader(kdbxweb: Kdbxweb, bytes: Uint8Array): Promise<Header> {
  if ((bytes[10] ?? 0) < 4) throw new ImportRefused("OLD_DATABASE");
  const { header, length } = parse(kdbxweb, bytes);
  const own = bytes.subarray(0, length);
  const end = length + 2 * hashLength;
  const { masterSeed, encryptionIV: iv, kdfParameters: kdf } = header;
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", own.slice()));
  if (end > bytes.length || !equalBytes(hash, bytes.subarray(length, length + hashLength)))
    throw new ImportRefused("DATABASE_DAMAGED");
  const cipher = cipherOf(kdbxweb, header.dataCipherUuid?.id ?? "");
  if (masterSeed?.byteLength !== 32 || !iv || !kdf) throw new ImportRefused("DATABASE_DAMAGED");
  demandBearable(kdbxweb, kdf);
  const code = bytes.subarray(length + hashLength, end);
  return { cipher, compressed: header.compression === 1, iv, masterSeed, kdf, bytes: own, code, end };
}

function parse({ BinaryStream, Kdbx, KdbxContext, KdbxError, KdbxHeader, Consts }: Kdbxweb, bytes: Uint8Array) {
  try {
    const header = KdbxHeader.read(new BinaryStream(bytes.slice().buffer), new KdbxContext({ kdbx: new Kdbx() }));
    return { header, length: header.endPos ?? 0 };
  } catch (error) {
    const code = error instanceof KdbxError ? error.code : "";
    const { InvalidVersion, Unsupported } = Consts.ErrorCodes;
    throw new ImportRefused(
      code === InvalidVersion || code === Unsupported ? "DATABASE_UNSUPPORTED" : "DATABASE_DAMAGED",
    );
  }
}

function cipherOf({ Consts }: Kdbxweb, id: string): Header["cipher"] {
  if (id === Consts.CipherId.Aes) return "AES";
  if (id === Consts.CipherId.ChaCha20) return "CHACHA20";
  throw new ImportRefused("DATABASE_UNSUPPORTED");
}

function demandBearable({ ByteUtils, Consts, Int64 }: Kdbxweb, kdf: Header["kdf"]): void {
  const number = (name: string): number => {
    const value = kdf.get(name);
    try {
      return value instanceof Int64 ? value.value : typeof value === "number" ? value : 0;
    } catch {
      return Number.POSITIVE_INFINITY;
    }
  };
  const id = kdf.get("$UUID");
  const kind = id instanceof ArrayBuffer ? ByteUtils.bytesToBase64(id) : "";
  const { Aes, Argon2d, Argon2id } = Consts.KdfId;
  const [memory, passes] = [number("M"), number("I")];
  if (kind !== Aes && kind !== Argon2d && kind !== Argon2id) throw new ImportRefused("DATABASE_UNSUPPORTED");
  if (kind !== Aes && number("V") !== 0x13) throw new ImportRefused("DATABASE_UNSUPPORTED");
  const tooMuch =
    kind === Aes
      ? number("R") > importBounds.kdfRounds
      : memory > importBounds.kdfMemory ||
        memory * passes > importBounds.kdfWork ||
        number("P") > importBounds.kdfLanes;
  if (tooMuch) throw new ImportRefused("KDF_TOO_HEAVY");
  const tooLittle = passes < 1 || number("P") < 1 || memory < 8_192 * number("P");
  if (kind !== Aes && tooLittle) throw new ImportRefused("DATABASE_DAMAGED");
}
