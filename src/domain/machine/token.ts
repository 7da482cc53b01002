/** Tokens of service accounts: made so that they are found where they should not be, and told from others without asking anybody. */
import { createHash, randomBytes } from "node:crypto";

const form = /^sgs_([A-Za-z0-9_-]{43})([A-Za-z0-9_-]{6})$/;

export interface ServiceToken {
  /** `sgs_`, 32 random bytes in base64url, six check characters. */
  readonly token: string;
  /** Its first eight characters, to tell it from others. */
  readonly prefix: string;
  /** What is kept of it: it has 256 random bits, so a plain hash is enough. */
  readonly hash: Uint8Array;
}

export function makeServiceToken(): ServiceToken {
  const body = randomBytes(32).toString("base64url");
  const token = `sgs_${body}${checkOf(body)}`;
  return { token, prefix: token.slice(0, 8), hash: hashOf(body) };
}

/** The hash of a token; null for what is none. */
export function readServiceToken(text: string): Uint8Array | null {
  const [, body, check] = form.exec(text) ?? [];
  if (body === undefined || check !== checkOf(body)) return null;
  if (Buffer.from(body, "base64url").toString("base64url") !== body) return null;
  return hashOf(body);
}

const checkOf = (body: string): string =>
  createHash("sha256").update(`sealgraph service token check ${body}`).digest("base64url").slice(0, 6);

const hashOf = (body: string): Uint8Array => createHash("sha256").update(`sealgraph service token ${body}`).digest();
