/** Everything that reads bytes or text from outside: what it is given to begin with, and what has to be true of it. */
import { readdirSync, readFileSync } from "node:fs";
import { encodeDeviceState, parseDeviceState } from "../../../src/client/account/device-state.ts";
import { BackupFileRefused } from "../../../src/client/backup/file.ts";
import { gatherBackup } from "../../../src/client/backup/gather.ts";
import { readBackupFile } from "../../../src/client/backup/read-file.ts";
import { SealgraphError } from "../../../src/client/errors.ts";
import { readArchiveLines } from "../../../src/client/import/archive-lines.ts";
import { ImportRefused, readImport, readOwnExport } from "../../../src/client/import/index.ts";
import { applyEntry } from "../../../src/client/queue/entry.ts";
import { encodeEntries } from "../../../src/client/store/entries.ts";
import { EntryReader } from "../../../src/client/store/entry-reader.ts";
import { parseTotp } from "../../../src/client/totp/parse.ts";
import { readPage } from "../../../src/client/transport/page.ts";
import { parseApproval } from "../../../src/crypto/approval.ts";
import { encodeBase64url, parseBase64url } from "../../../src/crypto/base64url.ts";
import { parseHex, toHex } from "../../../src/crypto/bytes.ts";
import { parseCbor } from "../../../src/crypto/cbor.ts";
import { encodeCbor } from "../../../src/crypto/cbor-encode.ts";
import { parseAccountCode } from "../../../src/crypto/client/account-code.ts";
import {
  encodeApproval,
  encodeHandedMemory,
  parseApprovalContent,
  parseHandedMemory,
} from "../../../src/crypto/client/approval.ts";
import { parseApprovalWords } from "../../../src/crypto/client/approval-words.ts";
import { openArchive, readArchiveStart } from "../../../src/crypto/client/archive.ts";
import { formatCodePart, parseCodePart } from "../../../src/crypto/client/code-parts.ts";
import { encodeEntry, parseEntry } from "../../../src/crypto/client/entry.ts";
import { openRecoveredFile } from "../../../src/crypto/client/recovered-file.ts";
import { formatRecoveryCode, parseRecoveryCode } from "../../../src/crypto/client/recovery-code.ts";
import { open } from "../../../src/crypto/client/seal.ts";
import { parseSecretKey } from "../../../src/crypto/client/secret-key.ts";
import { ProtocolError, SealError } from "../../../src/crypto/errors.ts";
import { encodeKdfParameters, parseKdfParameters } from "../../../src/crypto/kdf-parameters.ts";
import { asFileCode, asSymmetricKey } from "../../../src/crypto/keys.ts";
import { encodeLink, parseLink } from "../../../src/crypto/link.ts";
import { encodeLoginProof, parseLoginProof } from "../../../src/crypto/login-proof.ts";
import {
  encodeManifest,
  encodeSignedManifest,
  openSignedManifest,
  parseManifest,
  splitSignedManifest,
} from "../../../src/crypto/manifest.ts";
import { encodeRecoveryApproval, parseRecoveryApproval } from "../../../src/crypto/recovery-approval.ts";
import { encodeRecoveryRequest, parseRecoveryRequest } from "../../../src/crypto/recovery-request.ts";
import { encodeRefreshProof, parseRefreshProof } from "../../../src/crypto/refresh-proof.ts";
import { encodeSignedLink, openSignedLink } from "../../../src/crypto/signed-link.ts";
import { encodeState, parseState } from "../../../src/crypto/state-encoding.ts";
import { formatUuid, parseUuid } from "../../../src/crypto/uuid.ts";
import { parseKeyWrap } from "../../../src/crypto/wrap-set.ts";
import { parsePage } from "../../../src/domain/page.ts";
import { parseCursor } from "../../../src/domain/sync/cursor.ts";
import { Failure } from "../../../src/errors.ts";
import { parseGid, recordGid } from "../../../src/resolvers/global-id.ts";
import { sampleLines, writeSample } from "../../support/samples/backup.ts";

export interface Target {
  readonly name: string;
  /** Reads it; where there is an encoder, gives the bytes again. */
  readonly read: (bytes: Uint8Array) => unknown;
  /** Whether this error is one that it may say. */
  readonly says: (error: unknown) => boolean;
  /** Bytes of the kind that it reads. */
  readonly seeds: readonly Uint8Array[];
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const protocol = (error: unknown) => error instanceof ProtocolError || error instanceof SealError;
const sdk = (error: unknown) => protocol(error) || error instanceof SealgraphError;

const vectors = new URL("../../vectors/", import.meta.url);
const samples = new URL("../../support/samples/", import.meta.url);

/** Every run of bytes in the frozen vectors, good and bad. */
const frozen: readonly Uint8Array[] = [
  ...new Set(
    readdirSync(vectors)
      .filter((name) => name.endsWith(".json"))
      .flatMap((name) => readFileSync(new URL(name, vectors), "utf8").match(/"(?:[0-9a-f]{2}){4,4000}"/g) ?? [])
      .map((text) => text.slice(1, -1)),
  ),
].map(parseHex);

/** Of the frozen bytes those that it takes, and some that it does not. */
function seedsFor(read: (bytes: Uint8Array) => unknown): Uint8Array[] {
  const taken = frozen.filter((bytes) => {
    try {
      read(bytes);
      return true;
    } catch {
      return false;
    }
  });
  return [...taken.slice(0, 60), ...frozen.filter((_, n) => n % 97 === 0)];
}

const binary = (name: string, read: (bytes: Uint8Array) => unknown, says = protocol): Target => ({
  name,
  read,
  says,
  seeds: seedsFor(read),
});
const text = (name: string, read: (text: string) => unknown, says: Target["says"], ...seeds: string[]): Target => ({
  name,
  read: (bytes) => read(textOf(bytes)),
  says,
  seeds: seeds.map(utf8),
});

/** What the golden vectors of a structure give under one name: bytes, or a text as bytes. */
function vectorOf(name: string, field: string): Uint8Array[] {
  const { golden } = JSON.parse(readFileSync(new URL(`${name}.json`, vectors), "utf8"));
  const given: string[] = golden.flatMap((each: { given: Record<string, string> }) => each.given[field] ?? []);
  return given.map((its) => (/^(?:[0-9a-f]{2})+$/.test(its) ? parseHex(its) : utf8(its)));
}

/** As a file comes from a disk. */
async function* inPortions(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000);
}

const secret = new Uint8Array(32).fill(1);
const uuid = "01890a5d-ac96-774b-bcce-b302099a8057";
const page = JSON.stringify({
  cursor: "x",
  hasMore: false,
  rosters: [],
  vaults: [
    {
      vault: uuid,
      class: "PERSONAL",
      restoring: false,
      revision: 1,
      head: { revision: 1, manifest: "AA", signature: "AA" },
      path: [],
      epochKeys: [{ epoch: 1, previousKey: "AA" }],
      records: [{ record: uuid, revision: 1, purged: true }],
    },
  ],
});
const queued = JSON.stringify({ put: uuid, at: 1, vaults: [{ vault: uuid, changes: [] }], refusal: null });
const files = readdirSync(samples, { recursive: true })
  .map(String)
  .filter((name) => /\.(csv|json|xml)$/.test(name))
  .map((name) => readFileSync(new URL(name, samples)));

export const targets: readonly Target[] = [
  binary("CBOR", (bytes) => encodeCbor(parseCbor(bytes, 65_536))),
  binary("link", (bytes) => encodeLink(parseLink(bytes))),
  binary("signed link", (bytes) => {
    const { bytes: link, signatures } = openSignedLink(bytes);
    return encodeSignedLink(link, signatures);
  }),
  binary("manifest", (bytes) => encodeManifest(parseManifest(bytes))),
  binary("signed manifest, taken apart", (bytes) => {
    const { bytes: manifest, signature } = splitSignedManifest(bytes);
    return encodeSignedManifest(manifest, signature);
  }),
  binary("signed manifest", (bytes) => void openSignedManifest(bytes)),
  binary("state of a roster", (bytes) => encodeState(parseState(bytes))),
  binary("login proof", (bytes) => encodeLoginProof(parseLoginProof(bytes))),
  binary("refresh proof", (bytes) => encodeRefreshProof(parseRefreshProof(bytes))),
  binary("password hash parameters", (bytes) => encodeKdfParameters(parseKdfParameters(bytes))),
  binary("entry of an account vault", (bytes) => encodeEntry(parseEntry(bytes))),
  binary("approval", (bytes) => encodeApproval(parseApprovalContent(bytes))),
  binary("sealed approval", (bytes) => void parseApproval(bytes)),
  binary("handed memory", (bytes) => encodeHandedMemory(parseHandedMemory(bytes))),
  binary("recovery request", (bytes) => encodeRecoveryRequest(parseRecoveryRequest(bytes))),
  binary("verdict on a recovery", (bytes) => encodeRecoveryApproval(parseRecoveryApproval(bytes))),
  {
    name: "file of recovered items",
    read: async (bytes) => {
      for await (const _ of openRecoveredFile(asFileCode(secret.slice(0, 20)), inPortions(bytes)));
    },
    says: protocol,
    seeds: vectorOf("recovered-file", "bytes"),
  },
  {
    name: "archive",
    read: async (bytes) => {
      const start = await readArchiveStart(inPortions(bytes));
      const key = asSymmetricKey(secret);
      for await (const _ of openArchive(key, start, inPortions(bytes)));
    },
    says: protocol,
    seeds: vectorOf("archive", "bytes"),
  },
  {
    name: "what is in an archive",
    read: async (bytes) => {
      for await (const _ of readArchiveLines(inPortions(bytes)));
    },
    says: (error) => error instanceof ImportRefused,
    seeds: [
      utf8(
        `{"sealgraph":"archive","format":1,"exportedAt":"2026-01-01T00:00:00.000Z"}\n{"line":"profile","kind":"PERSONAL"}\n{"line":"folder","in":null,"name":"F"}\n{"line":"item","id":"a","folder":0,"body":{"kind":"note","title":"t"}}\n`,
      ),
    ],
  },
  {
    name: "file of a backup",
    read: async (bytes) => void (await gatherBackup(await readBackupFile(inPortions(bytes)))),
    says: (error) => error instanceof BackupFileRefused,
    seeds: [utf8(await writeSample()), utf8(await writeSample(sampleLines.slice(0, 13)))],
  },
  binary("key wrap", (bytes) => void parseKeyWrap(bytes)),
  binary("envelope", (bytes) => void open(asSymmetricKey(secret), utf8("aad"), bytes)),
  text("UUID", (id) => utf8(formatUuid(parseUuid(id))), protocol, uuid),
  text(
    "base64url",
    (its) => utf8(encodeBase64url(parseBase64url(its))),
    protocol,
    "AAAA",
    "_-0",
    encodeBase64url(secret),
  ),
  text("hexadecimal", (its) => utf8(toHex(parseHex(its))), protocol, "00ff", toHex(secret)),
  text("Secret Key", (its) => void parseSecretKey(its), protocol, "SG1-AAAAAA-AAAAAA-AAAAAA-AAAAAA-AAAAAA", "SG1"),
  text(
    "account code",
    (its) => void parseAccountCode(its),
    protocol,
    "123456 123456 123456 123456 123456 123456 123456 123456",
  ),
  text(
    "recovery code",
    (its) => void formatRecoveryCode(parseRecoveryCode(its)),
    protocol,
    ...vectorOf("recovery-code", "text").map(textOf),
  ),
  text(
    "part of a recovery code",
    (its) => void formatCodePart(parseCodePart(its)),
    protocol,
    ...vectorOf("code-part", "text").map(textOf),
  ),
  text(
    "words of an approval",
    (its) => void parseApprovalWords(its),
    protocol,
    "abacus abdomen able abnormal abridge absent",
  ),
  text(
    "TOTP",
    (its) => void parseTotp(its),
    sdk,
    "otpauth://totp/A:b?secret=JBSWY3DPEHPK3PXP&period=30&digits=6&algorithm=SHA1",
    "JBSWY3DPEHPK3PXP",
  ),
  text(
    "cursor",
    (its) => void parseCursor(secret, its),
    (error) => error instanceof Failure,
    encodeBase64url(new Uint8Array(60)),
  ),
  text(
    "global id",
    (its) => (parseGid(its) === null ? null : utf8(its)),
    () => false,
    recordGid(uuid as never, uuid as never),
  ),
  text("page of an answer", (its) => void readPage(parseJson(its)), sdk, page),
  text(
    "entry of the queue",
    (its) => applyEntry([], utf8(its)),
    // Whoever calls it takes any error for damage; it only has to end.
    () => true,
    queued,
  ),
  text(
    "state of a device",
    (its) => encodeDeviceState(parseDeviceState(utf8(its))),
    sdk,
    JSON.stringify({ format: 1 }),
    "{}",
  ),
  {
    name: "frames of a store",
    read: (bytes) => {
      const entry = new EntryReader().read(bytes);
      return entry && entry.type !== "EVIDENCE" ? encodeEntries([entry])[0] : undefined;
    },
    says: protocol,
    seeds: [
      ...frozen.slice(0, 50).map((bytes, n) => Uint8Array.from([1 + (n % 11), ...bytes])),
      Uint8Array.from([8, 1, ...utf8('{"id":"a","at":"2026-01-01T00:00:00.000Z"}')]),
    ],
  },
  {
    name: "import",
    read: (bytes) => readImport(bytes).then(() => {}),
    says: (error) => error instanceof ImportRefused,
    seeds: [
      ...files,
      utf8("name,url,username,password,note\na,b,c,d,e"),
      utf8(
        '{"encrypted":false,"items":[{"type":1,"name":"a","login":{"username":"b","password":"c","totp":"d","uris":[{"uri":"e"}]},"fields":[{"name":"f","value":"g","type":1}]}]}',
      ),
    ],
  },
  text(
    "own export",
    (its) => void readOwnExport(its),
    (error) => error instanceof ImportRefused,
    '{"format":"sealgraph-export","version":1,"profiles":[]}',
    '{"format":"sealgraph-export","version":1,"profiles":[{"kind":"PERSONAL","folders":[["a","b"]],"items":[{"id":"x","folder":["a"],"body":{"kind":"login","title":"t","fields":{}}}]}]}',
    `profile,folder,kind,title,tags,more,id\r\npersonal,"a\\/b/c",login,"'=t","x, y","{""fields"":{""n"":[1]}}",1\r\n`,
  ),
  text(
    "cursor of a connection",
    (its) => {
      const { after } = parsePage({ first: 1, after: its }, "NUMBER ID");
      return after === null ? null : utf8(Buffer.from(after).toString("base64url"));
    },
    (error) => error instanceof Failure,
    Buffer.from(`7 ${uuid}`).toString("base64url"),
  ),
];

/** What is no JSON never gets as far as a reader of answers. */
function parseJson(its: string): unknown {
  try {
    return JSON.parse(its);
  } catch {
    return null;
  }
}
