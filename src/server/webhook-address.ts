import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import ipaddr from "ipaddr.js";
import type { Receivers } from "../config-values.ts";

/** Where a connection is made to: an address, and nothing that has to be looked up. */
export interface PinnedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Looks a name up, with all its addresses. Throws where there are none. */
export type Resolve = (name: string) => Promise<readonly string[]>;

/** Where the server itself is, as far as it knows: what comes from inside may reach more there than what comes from outside. */
export interface Self {
  /** Of the URL under which everybody finds it. */
  readonly host: string | null;
  /** Of the machine. */
  readonly addresses: () => readonly string[];
}
export const nowhere: Self = { host: null, addresses: () => [] };
export const selfAt = (publicUrl: string): Self => ({
  host: hostOf(new URL(publicUrl)),
  addresses: () => Object.values(networkInterfaces()).flatMap((each) => each?.map(({ address }) => address) ?? []),
});

/** The address of a URL, and the host as names and certificates have it: without brackets. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, "$1");

/**
 * Takes the text of an address that webhooks may be sent to: `https`, or `http` where the operator knows the receiver; no user name, no
 * fragment, no host that is an address inside or the server itself; and no other port than 443, or whoever makes webhooks could learn
 * of any address what it answers at, unless the operator knows the receiver. Null for everything else. What a name leads to is looked at
 * before each delivery.
 */
export function parseWebhookUrl(text: string, allowed: Receivers, self = nowhere): URL | null {
  if (text.length > 2_048 || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.username || url.password || url.hash || url.hostname === "" || text.includes("@")) return null;
  const host = hostOf(url);
  if (isKnown(host, allowed)) return url.protocol === "https:" || url.protocol === "http:" ? url : null;
  if (url.protocol !== "https:" || host === self.host) return null;
  if (isIP(host)) return url.port === "" && pinned(host) ? url : null;
  // A name may lead into a network that the operator knows: any port there is right, which is seen when it is looked up.
  if (url.port !== "" && allowed.networks.rules.length === 0) return null;
  // A name without a dot, or of the kind that networks keep for themselves, is none of the internet's.
  return host.includes(".") && !/(^|\.)(localhost|local|internal|home|lan|intranet|private|corp)\.?$/.test(host)
    ? url
    : null;
}

/**
 * The address that a delivery to such a URL goes to, of those that its host has: every one of them must be public and none the server's
 * own, or else none is taken, for whoever answers the look-up chooses which comes first. Null where one is not.
 */
export async function findAddress(
  url: URL,
  allowed: Receivers,
  resolve: Resolve,
  self = nowhere,
): Promise<PinnedAddress | null> {
  const host = hostOf(url);
  const [found, own] = await Promise.all([isIP(host) ? [host] : resolve(host), addressesOf(self, resolve)]);
  const isNamed = allowed.names.has(host.toLowerCase());
  const addresses = found.map((address) => {
    if (isNamed || isInside(address, allowed)) return asKnown(address);
    const its = url.port === "" ? pinned(address) : null;
    return its && !own.has(its.address) ? its : null;
  });
  return addresses.every((address) => address !== null) ? (addresses[0] ?? null) : null;
}

async function addressesOf({ host, addresses }: Self, resolve: Resolve): Promise<ReadonlySet<string>> {
  const named = host === null ? [] : isIP(host) ? [host] : await resolve(host).catch(() => []);
  return new Set([...named, ...addresses()].flatMap((each) => asKnown(each)?.address ?? []));
}

const isKnown = (host: string, allowed: Receivers): boolean =>
  allowed.names.has(host.toLowerCase()) || isInside(host, allowed);

/** Whether an address is in one of the operator's networks: also one of IPv4 in IPv6's clothes, which leads to the same place. */
function isInside(address: string, { networks }: Receivers): boolean {
  const plain = asKnown(address);
  return plain !== null && networks.check(plain.address, plain.family === 4 ? "ipv4" : "ipv6");
}

function asKnown(text: string): PinnedAddress | null {
  if (!isIP(text) || text.includes("%")) return null;
  const parsed = ipaddr.process(text);
  return { address: parsed.toString(), family: parsed.kind() === "ipv4" ? 4 : 6 };
}

/**
 * An address as it is connected to, where it is one of the public internet; null for all others. Of IPv6 that is the global unicast
 * range and no part of it that leads elsewhere: not 6to4, not Teredo. Addresses that bear one of IPv4 count as that one.
 */
export function pinned(text: string): PinnedAddress | null {
  const known = asKnown(text);
  if (known === null) return null;
  const parsed = ipaddr.parse(known.address);
  if (parsed.range() === "unicast") return known.family === 4 || isGlobal(parsed) ? known : null;
  return isBehindNat64(parsed) ? known : null;
}

/** 2000::/3: nothing else of IPv6 was given out. */
const isGlobal = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean => ((address.toByteArray()[0] ?? 0) & 0xe0) === 0x20;

/** 64:ff9b::/96 with a public address of IPv4 behind it: how networks of IPv6 alone reach the others. */
function isBehindNat64(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const bytes = address.toByteArray();
  const prefix = [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];
  if (bytes.length !== 16 || !prefix.every((byte, place) => bytes[place] === byte)) return false;
  return new ipaddr.IPv4(bytes.slice(12)).range() === "unicast";
}
