import { concat } from "../../../src/crypto/bytes.ts";
import { deriveArchiveKey, openArchive, readArchiveStart } from "../../../src/crypto/client/archive.ts";
import { asFileCode } from "../../../src/crypto/keys.ts";
import type { Given, Runs } from "../given.ts";

export const archiveRuns: Runs = {
  archive: async (given) => {
    const secret = given.has("code") ? { code: given.bytes("code", asFileCode) } : { password: given.text("password") };
    const start = await readArchiveStart(whole(given));
    const key = await deriveArchiveKey(secret, start);
    const portions: Uint8Array[] = [];
    for await (const portion of openArchive(key, start, whole(given))) portions.push(portion);
    return { file: start.file, content: concat(...portions) };
  },
};

async function* whole(given: Given): AsyncGenerator<Uint8Array> {
  yield given.bytes("bytes");
}
