import { encodeBase64url } from "../../crypto/base64url.ts";
import { importBounds } from "./bounds.ts";
import type { Entry } from "./item.ts";

/** What names an entry in every later export of it: the id its product gave it, else a digest of its content. */
export async function sourceKeyOf(entry: Entry): Promise<string> {
  const { sourceId } = entry;
  if (sourceId === null) return contentKeyOf(entry);
  return sourceId.length <= importBounds.sourceId ? `id:${sourceId}` : `long-id:${await digestOf(sourceId)}`;
}

/** A digest of the content. Folder, tags and favourite are no content: an entry that was only moved is the same one. */
export async function contentKeyOf(entry: Omit<Entry, "sourceId">): Promise<string> {
  const { kind, title, notes, totp, fields } = entry;
  const content = JSON.stringify([kind, title, notes, totp, fields.map(({ name, value }) => [name, value])]);
  return `content:${await digestOf(content)}`;
}

async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return encodeBase64url(new Uint8Array(digest, 0, 16));
}
