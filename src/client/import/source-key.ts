import { encodeBase64url } from "../../crypto/base64url.ts";
import type { Entry } from "./item.ts";

/**
 * What names an entry in every later export of it: the id its product gave it, else a digest of its content. Folder,
 * tags and favourite are no content: an entry that was only moved is the same one.
 */
export async function sourceKeyOf(entry: Entry): Promise<string> {
  if (entry.sourceId !== null) return `id:${entry.sourceId}`;
  const { kind, title, notes, totp, fields } = entry;
  const content = JSON.stringify([kind, title, notes, totp, fields.map(({ name, value }) => [name, value])]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(content));
  return `content:${encodeBase64url(new Uint8Array(digest, 0, 16))}`;
}
