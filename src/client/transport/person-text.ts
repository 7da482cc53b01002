import { readBytes, readText } from "./answer.ts";

/** What opens a commitment to a person, or does not (PROTOCOL §4.3). */
export interface PersonTextAnswer {
  readonly address: string;
  readonly name: string;
  readonly salt: Uint8Array;
}

export const personTextFields = "address name salt";

/** Throws MALFORMED_ANSWER. */
export const readPersonText = (value: unknown): PersonTextAnswer => ({
  address: readText(value, "address"),
  name: readText(value, "name"),
  salt: readBytes(value, "salt"),
});
