import { bounds } from "./bounds.ts";
import { encodeCbor, parseCbor } from "./cbor.ts";
import { ProtocolError } from "./errors.ts";
import { readArray, readBytes, readFormat, readUint } from "./fields.ts";
import { asSalt, type Salt } from "./keys.ts";

/** How a password is stretched (PROTOCOL §3.2). */
export interface KdfParameters {
  /** KiB */
  readonly memory: number;
  readonly passes: number;
  readonly lanes: number;
  readonly salt: Salt;
}

export const kdfFloor = Object.freeze({ memory: 65_536, passes: 3, lanes: 1 });
export const defaultKdf = kdfFloor;
const kdfCeiling = Object.freeze({ memory: 1_048_576, passes: 10, lanes: 1 });

/** Throws KDF_OUT_OF_BOUNDS outside floor and ceiling, which are constants of the client: no server moves them. */
export function encodeKdfParameters(parameters: KdfParameters): Uint8Array {
  checkBounds(parameters);
  return encodeCbor([1, parameters.memory, parameters.passes, parameters.lanes, parameters.salt]);
}

/** Reads parameters before anything is derived; throws KDF_OUT_OF_BOUNDS, TOO_LARGE, MALFORMED or UNSUPPORTED. */
export function parseKdfParameters(bytes: Uint8Array): KdfParameters {
  const [format, memory, passes, lanes, salt] = readArray(
    parseCbor(bytes, bounds.kdfParameters),
    5,
    "password parameters",
  );
  readFormat(format);
  const parameters = {
    memory: readUint(memory, "memory"),
    passes: readUint(passes, "passes"),
    lanes: readUint(lanes, "lanes"),
    salt: readBytes(salt, asSalt),
  };
  checkBounds(parameters);
  return parameters;
}

function checkBounds(parameters: KdfParameters): void {
  for (const name of ["memory", "passes", "lanes"] as const) {
    if (parameters[name] < kdfFloor[name] || parameters[name] > kdfCeiling[name]) {
      throw new ProtocolError("KDF_OUT_OF_BOUNDS", name);
    }
  }
}
