import type { RecoveryCases } from "./cases.ts";
import type { RecoverySetup } from "./setup.ts";

/**
 * What a company does so that work is not lost with a person: it names in advance who can open business profiles and business
 * shares, and opens one when it must. Never a personal profile: nothing here can name one.
 */
export interface Recovery extends RecoverySetup, RecoveryCases {}
