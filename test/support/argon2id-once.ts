import { createHash } from "node:crypto";
import { argon2id as stretch } from "../../src/crypto/argon2id/native.ts";

const stretched = new Map<string, Promise<Uint8Array>>();

/**
 * Argon2id as it is, for the same arguments once in a test file: what is dear on purpose took half of the time of the
 * stories, in which one person signs in on many devices. It is a function of its arguments alone, so nothing else differs.
 */
export async function argon2id(password: Uint8Array, salt: Uint8Array, memory: number, passes: number) {
  const asked = createHash("sha256")
    .update(`${memory} ${passes} ${salt.length} `)
    .update(salt)
    .update(password)
    .digest("hex");
  const result = stretched.get(asked) ?? stretch(password, salt, memory, passes);
  stretched.set(asked, result);
  return (await result).slice();
}
