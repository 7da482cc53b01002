import { type BlockList, isIP, isIPv4 } from "node:net";
import ipaddr from "ipaddr.js";
import { tokenHash } from "../crypto/hash.ts";
import { asToken } from "../crypto/keys.ts";
import type { House, Request } from "../domain/context.ts";
import { readServiceToken } from "../domain/machine/token.ts";
import { Failure } from "../errors.ts";

/** From where somebody asks. */
export interface Whereabouts {
  /** What attempts are counted under. */
  readonly peer: string;
  /** The very address; null where there is none. */
  readonly ip: string | null;
}

/** What a transport knows of whoever asks. */
export interface Caller extends Whereabouts {
  /** Of the request or, on a socket, of the operation. */
  readonly id: string;
  readonly accessHash: Uint8Array | null;
  /** Of a service account. */
  readonly service: boolean;
}

export const makeRequest = (house: House, caller: Caller): Request => ({ house, ...caller, now: house.clock() });

/** A token as the database knows it. */
export interface Bearer {
  readonly accessHash: Uint8Array | null;
  /** Of a service account, by its form. */
  readonly service: boolean;
}

/**
 * The hash of the token in `Bearer <43 characters of base64url>` (PROTOCOL §3.4), or of that of a service account (ADR 0044);
 * null where nothing was sent. Throws `UNAUTHENTICATED` for anything else.
 */
export function readAuthorization(header: unknown): Bearer {
  if (header === undefined || header === null) return { accessHash: null, service: false };
  const machine = typeof header === "string" ? /^Bearer (sgs_.*)$/i.exec(header)?.[1] : undefined;
  if (machine === undefined) return { accessHash: readAccessToken(header), service: false };
  const accessHash = readServiceToken(machine);
  if (accessHash === null) throw new Failure("UNAUTHENTICATED", "This is no token of a service account.");
  return { accessHash, service: true };
}

function readAccessToken(header: unknown): Uint8Array {
  const token = typeof header === "string" ? /^Bearer ([\w-]{43})$/i.exec(header)?.[1] : undefined;
  const bytes = token === undefined ? null : Buffer.from(token, "base64url");
  if (bytes === null || bytes.toString("base64url") !== token)
    throw new Failure("UNAUTHENTICATED", "The authorization is not “Bearer” and an access token.");
  return tokenHash(asToken(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)));
}

/**
 * The address that attempts are counted under. A forwarded one is believed as far back as each hop that named it is a
 * trusted proxy. Of an IPv6 address the network of 64 bits counts: whoever has one address has them all.
 */
export const peerOf = (remote: string | undefined, forwarded: string | undefined, trusted: BlockList): string =>
  network(addressOf(remote, forwarded, trusted));

/** The same, with the very address. */
export function whereaboutsOf(
  remote: string | undefined,
  forwarded: string | undefined,
  trusted: BlockList,
): Whereabouts {
  const address = addressOf(remote, forwarded, trusted);
  return { peer: network(address), ip: isIP(address) ? address : null };
}

function addressOf(remote: string | undefined, forwarded: string | undefined, trusted: BlockList): string {
  const hops = forwarded?.split(",") ?? [];
  let peer = plain(remote ?? "");
  while (hops.length > 0 && isTrusted(peer, trusted)) {
    const next = plain((hops.pop() as string).trim());
    if (!isIP(next)) break;
    peer = next;
  }
  return peer;
}

/** Without the zone, and as IPv4 where it is one in IPv6's clothes. */
function plain(address: string): string {
  const bare = address.replace(/%.*$/, "");
  const parsed = isIP(bare) === 6 ? ipaddr.IPv6.parse(bare) : null;
  return parsed?.isIPv4MappedAddress() ? parsed.toIPv4Address().toString() : bare;
}

const isTrusted = (address: string, trusted: BlockList) =>
  isIP(address) !== 0 && trusted.check(address, isIPv4(address) ? "ipv4" : "ipv6");

function network(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("::");
  const before = head.split(":").filter(Boolean);
  const after = tail?.split(":").filter(Boolean) ?? [];
  const zeros = tail === undefined ? [] : Array(Math.max(0, 8 - before.length - after.length)).fill("0");
  return `${[...before, ...zeros, ...after].slice(0, 4).join(":")}::`;
}
