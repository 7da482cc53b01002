import { ProtocolError } from "../crypto/errors.ts";
import { SealgraphError } from "./errors.ts";

const noRight = () => new SealgraphError("FORBIDDEN");

/** What nobody would take is not signed, and not sent. Throws FORBIDDEN, or what `refusal` makes. */
export function allowed<T>(make: () => T, refusal: () => SealgraphError = noRight): T {
  try {
    return make();
  } catch (error) {
    const isRefused = error instanceof ProtocolError && ["NOT_ALLOWED", "WRONG_AUTHOR"].includes(error.code);
    if (isRefused) throw refusal();
    throw error;
  }
}
