import type { RosterState } from "../../crypto/roster-state.ts";
import { encodeState } from "../../crypto/state-encoding.ts";
import { proving } from "../invalid.ts";

/** A state as it is kept beside its roster. Throws `INVALID_PROOF` for one that could not be read again: no link leads there. */
export const keepState = (state: RosterState): Uint8Array => proving(() => encodeState(state));
