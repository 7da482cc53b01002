import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The code in the letter to an address. The server answers only once the letter is written. */
export async function readCode(outbox: string, address: string): Promise<string> {
  for (const name of (await readdir(outbox)).sort().reverse()) {
    const letter = await readFile(join(outbox, name), "utf8");
    const code = letter.includes(address) ? /\d{4} \d{4}/.exec(letter)?.[0] : undefined;
    if (code) return code;
  }
  throw new Error("no letter with a code");
}
