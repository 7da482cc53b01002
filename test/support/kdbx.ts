/** Databases of KeePass, made anew for each test as KeePass and KeePassXC make them. */
import { type Kdbxweb, loadKdbxweb } from "../../src/client/import/kdbxweb.ts";

export interface DatabaseWanted {
  readonly password?: string | null;
  readonly keyFile?: Uint8Array;
  readonly kdf?: "Argon2d" | "Argon2id" | "Aes";
  readonly lanes?: number;
  /** Bytes. */
  readonly memory?: number;
  readonly passes?: number;
  readonly rounds?: number;
  readonly cipher?: "Aes" | "ChaCha20";
  readonly version?: 3 | 4;
  readonly packed?: boolean;
  /** What stands in it; one entry where nothing is said. */
  readonly fill?: (database: InstanceType<Kdbxweb["Kdbx"]>, kdbxweb: Kdbxweb) => void | Promise<void>;
}

export const password = "correct horse";

/** The cheapest that the key derivation does, unless a test is about it. */
export async function makeDatabase(wanted: DatabaseWanted = {}): Promise<Uint8Array> {
  const kdbxweb = await loadKdbxweb();
  const { Consts, Credentials, Int64, Kdbx, KdbxUuid, ProtectedValue, VarDictionary } = kdbxweb;
  const typed = wanted.password === undefined ? password : wanted.password;
  // The library overwrites a key file that it is given.
  const credentials = new Credentials(
    typed === null ? null : ProtectedValue.fromString(typed),
    wanted.keyFile?.slice(),
  );
  await credentials.ready;
  const database = Kdbx.create(credentials, "Sample");
  if (wanted.version === 3) database.setVersion(3);
  else {
    const { kdf = "Argon2d", memory = 65_536, passes = 1, lanes = 1, rounds = 100 } = wanted;
    database.setKdf(Consts.KdfId[kdf]);
    const { UInt32, UInt64 } = VarDictionary.ValueType;
    const parameters = database.header.kdfParameters;
    if (kdf === "Aes") parameters?.set("R", UInt64, Int64.from(rounds));
    else {
      parameters?.set("M", UInt64, Int64.from(memory));
      parameters?.set("I", UInt64, Int64.from(passes));
      parameters?.set("P", UInt32, lanes);
    }
  }
  if (wanted.cipher) database.header.dataCipherUuid = new KdbxUuid(Consts.CipherId[wanted.cipher]);
  if (wanted.packed === false) database.header.compression = Consts.CompressionAlgorithm.None;
  await (wanted.fill ?? fillWithOne)(database, kdbxweb);
  return new Uint8Array(await database.save());
}

const fillWithOne: NonNullable<DatabaseWanted["fill"]> = async (database, { ProtectedValue }) => {
  const entry = database.createEntry(database.createGroup(database.getDefaultGroup(), "Work"));
  entry.fields.set("Title", "Shop");
  entry.fields.set("UserName", "ada");
  entry.fields.set("Password", ProtectedValue.fromString("former-password-1"));
  entry.pushHistory();
  entry.fields.set("Password", ProtectedValue.fromString('p"ass, ünïcödé'));
  entry.fields.set("Door code", ProtectedValue.fromString("0451"));
  entry.binaries.set("contract.txt", await database.createBinary(new TextEncoder().encode("signed").buffer));
};

/** Puts numbers into a header that nobody has checked yet, and makes its digest right again: anybody can. */
export async function withHeader(
  bytes: Uint8Array,
  change: (parameters: Map<string, number>, view: DataView) => void,
): Promise<Uint8Array> {
  const changed = bytes.slice();
  const view = new DataView(changed.buffer);
  let [at, parameters, length] = [12, new Map<string, number>(), 0];
  for (let id = -1; id !== 0; ) {
    id = view.getUint8(at);
    const size = view.getUint32(at + 1, true);
    if (id === 11) parameters = placesIn(changed, at + 5, at + 5 + size);
    at += 5 + size;
    length = at;
  }
  change(parameters, view);
  changed.set(new Uint8Array(await crypto.subtle.digest("SHA-256", changed.slice(0, length))), length);
  return changed;
}

/** Where the value of each parameter stands. */
function placesIn(bytes: Uint8Array, start: number, end: number): Map<string, number> {
  const view = new DataView(bytes.buffer);
  const places = new Map<string, number>();
  for (let at = start + 2; at < end && bytes[at] !== 0; ) {
    const name = view.getUint32(at + 1, true);
    const size = view.getUint32(at + 5 + name, true);
    places.set(new TextDecoder().decode(bytes.subarray(at + 5, at + 5 + name)), at + 9 + name);
    at += 9 + name + size;
  }
  return places;
}
