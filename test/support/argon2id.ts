import { createHash } from "node:crypto";
import { argon2id as stretch } from "../../src/crypto/argon2id/native.ts";

const stretched = new Map<string, Promise<Uint8Array>>();
let isTrue = false;

/**
 * From here on this test file's Argon2id takes the memory and the passes that it is asked for. For whoever holds its result
 * against something made elsewhere: vectors, another implementation, a program or a page.
 */
export function stretchTruly(): void {
  isTrue = true;
}

/**
 * The library's Argon2id, once for the same arguments in a test file, and with 64 KiB and one pass: what is dear on purpose
 * took half of the time of the stories, in which hundreds of people sign up. What was asked for goes into the salt instead, so
 * that another password, salt, memory or number of passes still gives another result. That the true one is as PROTOCOL §3.2 says,
 * and is what people get, is shown by test/crypto, test/browser, and every test that starts a program.
 */
export async function argon2id(password: Uint8Array, salt: Uint8Array, memory: number, passes: number) {
  const asked = createHash("sha256").update(`${memory} ${passes} ${salt.length} `).update(salt).digest();
  const key = createHash("sha256").update(asked).update(password).digest("hex");
  const result =
    stretched.get(key) ??
    (isTrue ? stretch(password, salt, memory, passes) : stretch(password, asked.subarray(0, 16), 64, 1));
  stretched.set(key, result);
  return (await result).slice();
}
