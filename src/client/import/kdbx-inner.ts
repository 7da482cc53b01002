import { bytesOfBase64 } from "./base64.ts";
import { importBounds } from "./bounds.ts";
import type { Kdbxweb } from "./kdbxweb.ts";
import type { Unseal } from "./keepass-tree.ts";
import { ImportRefused } from "./refusals.ts";

const field = { END: 0, STREAM: 1, STREAM_KEY: 2 } as const;

/** The XML inside a database, and what opens the values that are sealed in it once more. Attachments are passed over. */
export async function openInner(
  { ProtectSaltGenerator }: Kdbxweb,
  content: Uint8Array,
): Promise<{ readonly xml: string; readonly unseal: Unseal }> {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  let [at, stream, key] = [0, 0, new Uint8Array()];
  for (let id = -1; id !== field.END; ) {
    id = view.getUint8(at);
    const [start, end] = [at + 5, at + 5 + view.getUint32(at + 1, true)];
    if (end > content.length) throw new ImportRefused("DATABASE_DAMAGED");
    if (id === field.STREAM) stream = view.getUint32(start, true);
    if (id === field.STREAM_KEY) key = content.slice(start, end);
    at = end;
  }
  if (content.length - at > importBounds.file) throw new ImportRefused("FILE_TOO_LARGE");
  const xml = new TextDecoder("utf-8", { fatal: true }).decode(content.subarray(at));
  const salts = await ProtectSaltGenerator.create(key, stream);
  const unseal: Unseal = (value) => {
    const bytes = bytesOfBase64(value);
    if (bytes === null) throw new ImportRefused("DATABASE_DAMAGED");
    if (bytes.length === 0) return "";
    const salt = new Uint8Array(salts.getSalt(bytes.length));
    return new TextDecoder().decode(bytes.map((byte, index) => byte ^ (salt[index] ?? 0)));
  };
  return { xml, unseal };
}
