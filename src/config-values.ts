import { BlockList, isIP } from "node:net";

/** A value of the environment is not what it should be. Carries what is expected, never the value. */
export class Malformed extends Error {
  constructor(readonly expected: string) {
    super(`expected ${expected}`);
  }
}

const integer = (least: number, most: number, what: string) => (text: string) => {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) throw new Malformed(`${what} from ${least} to ${most}`);
  return value;
};

export const port = integer(1, 65_535, "a port number");
export const portOrOff = integer(0, 65_535, "a port number");
export const count = integer(1, 1_000, "a whole number");
export const seconds = integer(0, 3_600, "a number of seconds");
export const hours = integer(1, 720, "a number of hours, 1 to 720");
export const days = integer(30, 36_500, "a number of days, 30 or more");

export function host(text: string): string {
  if (isIP(text) || /^[a-z0-9]([a-z0-9.-]{0,252})$/i.test(text)) return text;
  throw new Malformed("an IP address or a host name, without port");
}

export function folder(text: string): string {
  if (text.includes("\0")) throw new Malformed("a path");
  return text;
}

/** `postgres://user:password@host:5432/database`, where user, host and database are not empty. */
export function postgresUrl(text: string): string {
  const url = parseUrl(text, ["postgres:", "postgresql:"]);
  const complete = url?.username && url.hostname && url.pathname.length > 1 && decodes(url);
  if (!complete) throw new Malformed("postgres://user:password@host:5432/database");
  return text;
}

export function mailUrl(text: string): string {
  const url = parseUrl(text, ["smtp:", "smtps:"]);
  if (!url?.hostname || !decodes(url)) throw new Malformed("smtp://user:password@host:587 or smtps://…");
  return text;
}

/** An origin as browsers send it: scheme, host and port, no path, no slash at the end. */
export function origin(text: string): string {
  const url = parseUrl(text, ["http:", "https:"]);
  if (!url || (text !== url.origin && text !== `${url.origin}/` && text !== withPort(url)))
    throw new Malformed("an origin such as https://vault.example.com, without path");
  return url.origin;
}

export const origins = (text: string): readonly string[] => Object.freeze(list(text).map(origin));

export function networks(text: string): BlockList {
  const networks = new BlockList();
  for (const entry of list(text)) {
    const [address = "", prefix, ...rest] = entry.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    const bits = family === "ipv6" ? 128 : 32;
    const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
    if (!isIP(address) || rest.length > 0 || !(length <= bits))
      throw new Malformed("IP addresses or networks such as 10.0.0.0/8, separated by commas");
    networks.addSubnet(address, length, family);
  }
  return networks;
}

/** Receivers that are known to the operator, by name or by address. */
export interface Receivers {
  readonly names: ReadonlySet<string>;
  readonly networks: BlockList;
}

/** Host names as they stand in URLs, IP addresses and networks. */
export function receivers(text: string): Receivers {
  const [addresses, names] = [[] as string[], [] as string[]];
  for (const entry of list(text)) (isIP(entry.split("/")[0] as string) ? addresses : names).push(entry);
  if (!names.every((name) => /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/i.test(name)))
    throw new Malformed("host names, IP addresses or networks such as 10.0.0.0/8, separated by commas");
  return { names: new Set(names.map((name) => name.toLowerCase())), networks: networks(addresses.join(",")) };
}

export function secretKey(text: string): Uint8Array {
  const bytes = Buffer.from(text, "base64url");
  if (bytes.length !== 32 || bytes.toString("base64url") !== text)
    throw new Malformed("32 bytes in base64url (43 characters)");
  return new Uint8Array(bytes);
}

export function mailbox(text: string): string {
  if (/^[^\r\n<>@]*<[^\s<>@]+@[^\s<>@]+>$/.test(text) || /^[^\s<>@]+@[^\s<>@]+$/.test(text)) return text;
  throw new Malformed("an address such as Sealgraph <vault@example.com>");
}

const levels = ["silent", "error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof levels)[number];

export function logLevel(text: string): LogLevel {
  const level = levels.find((name) => name === text);
  if (!level) throw new Malformed(`one of ${levels.join(", ")}`);
  return level;
}

export function flag(text: string): boolean {
  if (text !== "true" && text !== "false") throw new Malformed("true or false");
  return text === "true";
}

const list = (text: string) =>
  text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");

const withPort = (url: URL) => `${url.protocol}//${url.hostname}:${url.port || (url.protocol === "https:" ? 443 : 80)}`;

function parseUrl(text: string, protocols: readonly string[]): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url && protocols.includes(url.protocol) ? url : null;
}

function decodes(url: URL): boolean {
  try {
    decodeURIComponent(url.username + url.password + url.pathname);
    return true;
  } catch {
    return false;
  }
}
