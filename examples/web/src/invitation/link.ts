/** Links of invitations as people come by them (PROTOCOL §4.9, §4.12): the text alone is looked at, and nothing is kept. */

export type LinkKind = "COMPANY" | "SHARE";

/** An invitation, or why what should have been one is none. */
export type Invited =
  | { readonly kind: LinkKind; readonly link: string }
  | { readonly kind: "BROKEN" }
  | { readonly kind: "ELSEWHERE"; readonly server: string };

/** By the first byte, of which two characters of base64url tell; and how long it is in characters, when nothing is cut off or added. */
const kinds: readonly { readonly kind: LinkKind; readonly first: RegExp; readonly length: number }[] = [
  { kind: "COMPANY", first: /^A[Q-Za-f]/, length: 92 },
  { kind: "SHARE", first: /^A[g-v]/, length: 114 },
];

/** A whole link, or what stands behind its `#`, as it was copied: mail breaks lines, and sentences end behind links. */
export function readLink(text: string, origin: string): Invited {
  const one = text.replace(/[\s\u200b\u2060]+/g, "");
  const mark = one.indexOf("#");
  const server = mark > 0 ? originOf(one.slice(0, mark)) : null;
  if (server !== null && server !== origin) return { kind: "ELSEWHERE", server };
  const link = one.slice(mark + 1).replace(/[.,;:!?)>\]}"'»”’]+$/, "");
  const its = /^[\w-]+$/.test(link) && kinds.find(({ first, length }) => first.test(link) && link.length === length);
  return its ? { kind: its.kind, link } : { kind: "BROKEN" };
}

/** Of the address that ends there. Null for what names no server by a whole one: then ours is asked, which knows its own. */
function originOf(before: string): string | null {
  const address = /^.*(https?:\/\/.*)$/i.exec(before)?.[1] ?? "";
  return URL.canParse(address) ? new URL(address).origin : null;
}

/** What an address of this application has of an invitation. Null where it is one of its own places. */
export function linkInAddress({
  pathname,
  hash,
  origin,
}: Pick<Location, "pathname" | "hash" | "origin">): Invited | null {
  const isLink = /^\/(join|share)\/?$/.test(pathname);
  // Whoever pastes what stands behind the # into an address of the application means the same.
  const isPasted = /^#A[\w-]{40,}$/.test(hash);
  return isLink || isPasted ? readLink(hash, origin) : null;
}
