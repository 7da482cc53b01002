const startsWith = (bytes: Uint8Array, start: readonly number[]): boolean =>
  start.every((byte, index) => bytes[index] === byte);

/** Whether a file begins as a database of KeePass 2 does. */
export const isKdbx = (start: Uint8Array): boolean =>
  startsWith(start, [0x03, 0xd9, 0xa2, 0x9a, 0x67, 0xfb, 0x4b, 0xb5]);

/** Whether a file begins as a database of KeePass 1, or of a test version of 2, does. */
export const isOldDatabase = (start: Uint8Array): boolean =>
  startsWith(start, [0x03, 0xd9, 0xa2, 0x9a]) && !isKdbx(start);
