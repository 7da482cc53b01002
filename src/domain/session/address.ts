import { Failure } from "../../errors.ts";

/**
 * Takes an e-mail address as people type it and gives the one form in which it is kept and compared: NFC, lower case. It
 * checks what mail needs, not what exists: that is the code's part. Throws `BAD_USER_INPUT`.
 */
export function parseAddress(text: string): string {
  const address = text.trim().normalize("NFC").toLowerCase();
  const shape = /^[^\s\p{Cc}\p{Cs}@<>()[\]\\,;:"]{1,64}@[^\s\p{Cc}\p{Cs}@<>()[\]\\,;:"]{1,185}$/u;
  if (address.length > 254 || !shape.test(address) || !/@[^.@]+(\.[^.@]+)*$/.test(address)) {
    throw new Failure("BAD_USER_INPUT", "address is not an e-mail address.");
  }
  return address;
}
