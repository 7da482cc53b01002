import { ProtocolError } from "./errors.ts";

interface Base64Native {
  toBase64(options: { alphabet: "base64url"; omitPadding: true }): string;
}
interface Base64NativeStatic {
  fromBase64(text: string, options: { alphabet: "base64url"; lastChunkHandling: "loose" }): Uint8Array;
}

// The platform's own, because libsodium's are several times slower: Node's, the language's, or the oldest browsers'.
const encode: (bytes: Uint8Array) => string =
  typeof Buffer === "function"
    ? (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64url")
    : "toBase64" in Uint8Array.prototype
      ? (bytes) => (bytes as unknown as Base64Native).toBase64({ alphabet: "base64url", omitPadding: true })
      : (bytes) =>
          btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
            .replaceAll("+", "-")
            .replaceAll("/", "_")
            .replaceAll("=", "");

const decode: (text: string) => Uint8Array =
  typeof Buffer === "function"
    ? (text) => {
        const bytes = Buffer.from(text, "base64url");
        return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
      }
    : "fromBase64" in Uint8Array
      ? (text) =>
          (Uint8Array as unknown as Base64NativeStatic).fromBase64(text, {
            alphabet: "base64url",
            lastChunkHandling: "loose",
          })
      : (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

/** base64url without padding: how bytes are written at the edge. */
export function encodeBase64url(bytes: Uint8Array): string {
  return encode(bytes);
}

/**
 * Reads base64url and accepts only what `encodeBase64url` writes: no padding, no other alphabet, no white space, and
 * zero in the bits left over. Throws MALFORMED, or TOO_LARGE before decoding more than `maximum` bytes.
 */
export function parseBase64url(text: string, maximum = Number.POSITIVE_INFINITY): Uint8Array {
  if (Math.floor((text.length * 3) / 4) > maximum) throw new ProtocolError("TOO_LARGE", "base64url");
  const bytes = decodeOrRefuse(text);
  if (encode(bytes) !== text) throw new ProtocolError("MALFORMED", "base64url");
  return bytes;
}

function decodeOrRefuse(text: string): Uint8Array {
  try {
    return decode(text);
  } catch {
    throw new ProtocolError("MALFORMED", "base64url");
  }
}
