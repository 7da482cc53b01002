/** Networks as policies name them (PROTOCOL §4.10): an address, a slash, and the length of the prefix. */
import ipaddr from "ipaddr.js";
import { ProtocolError } from "./errors.ts";

const form = /^([0-9a-f.:]+)\/(0|[1-9]\d{0,2})$/;

/** A network in its only form; throws MALFORMED. */
export function checkNetwork(text: string): string {
  const [, address, prefix] = form.exec(text) ?? [];
  if (address === undefined || !isNetwork(address, Number(prefix))) throw new ProtocolError("MALFORMED", "network");
  return text;
}

/** No octal, no hexadecimal, no short forms of IPv4. */
const isPlain = (address: string): boolean =>
  address.includes(":") ? ipaddr.isValid(address) : ipaddr.IPv4.isValidFourPartDecimal(address);

function isNetwork(address: string, prefix: number): boolean {
  if (!isPlain(address)) return false;
  const parsed = ipaddr.parse(address);
  const mapped = parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress();
  if (mapped || parsed.toString() !== address || prefix > parsed.toByteArray().length * 8) return false;
  return networkAddress(address, prefix) === address;
}

const networkAddress = (address: string, prefix: number): string =>
  address.includes(":")
    ? ipaddr.IPv6.networkAddressFromCIDR(`${address}/${prefix}`).toString()
    : ipaddr.IPv4.networkAddressFromCIDR(`${address}/${prefix}`).toString();

/** The network in its only form, of what somebody typed: an address alone is a network of one. Null where it is none. */
export function readNetwork(typed: string): string | null {
  const [address = "", prefix, ...more] = typed.trim().toLowerCase().split("/");
  if (more.length > 0 || !isPlain(address)) return null;
  const shortest = ipaddr.parse(address).toString();
  const length = prefix ?? (shortest.includes(":") ? "128" : "32");
  try {
    return checkNetwork(`${shortest}/${length}`);
  } catch {
    return null;
  }
}

/** The bits of its prefix, behind its kind: a network lies in another if its path begins with the other's. */
export function pathOfNetwork(network: string): string {
  const [address, prefix] = ipaddr.parseCIDR(network);
  const bits = address.toByteArray().map((byte) => byte.toString(2).padStart(8, "0"));
  return address.kind() + bits.join("").slice(0, prefix);
}

/** Whether an address lies in one of these networks. What is no address lies in none. */
export function isAddressIn(address: string, networks: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const its = ipaddr.process(address);
  return networks.some((network) => {
    const [outer, prefix] = ipaddr.parseCIDR(network);
    return its.kind() === outer.kind() && its.match([outer, prefix] as never);
  });
}
