/** The bytes of a text in base64; null where it is none. */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text.trim()), (byte) => byte.charCodeAt(0));
  } catch {
    return null;
  }
}
