import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { Failure } from "../errors.ts";

/**
 * Reads a body of at most `limit` bytes as JSON. Throws `PAYLOAD_TOO_LARGE` as soon as the length that is declared, or
 * what came in, says so, and `BAD_REQUEST` for what is no JSON in UTF-8 or breaks off.
 */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  if (Number(request.headers["content-length"] ?? 0) > limit) throw tooLarge(limit);
  if (request.headers["content-encoding"] && request.headers["content-encoding"] !== "identity")
    throw new Failure("BAD_REQUEST", "The body is compressed; send it as it is.");
  const bytes = await readAll(request, limit);
  if (!isUtf8(bytes)) throw new Failure("BAD_REQUEST", "The body is not UTF-8.");
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new Failure("BAD_REQUEST", "The body is not JSON.");
  }
}

export const tooLarge = (limit: number) => new Failure("PAYLOAD_TOO_LARGE", `The body has more than ${limit} bytes.`);

function readAll(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > limit) {
        request.removeAllListeners("data");
        reject(tooLarge(limit));
      } else chunks.push(chunk);
    });
    request.on("end", () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length)));
    request.on("error", () => reject(new Failure("BAD_REQUEST", "The body broke off.")));
    request.on("aborted", () => reject(new Failure("BAD_REQUEST", "The body broke off.")));
  });
}
