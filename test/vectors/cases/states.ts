import { encodeState } from "../../../src/crypto/state-encoding.ts";
import { newEpoch, ownKeys, profile, vaultHead } from "./chains.ts";
import { ada, type Cases, fixedBytes, fixedHash, ids, spoiled, tenant, withPosition } from "./fixed.ts";

const encodedState = encodeState(newEpoch.state);
const stateBytes = (position: number, value: unknown) => ({ state: withPosition(encodedState, position, value) });
const entry = (...fields: unknown[]) => stateBytes(6, [fields]);
const memberEntry: unknown[] = [1, ids.user, 1, 1, ada.signing.publicKey, ada.xwingKeyHash, null, 0, 0];
const stateCases: Cases = {
  section: "§4.3",
  golden: [
    { name: "of a tenant", given: { state: encodeState(tenant.state) } },
    { name: "of a profile", given: { state: encodeState(profile.state) } },
    { name: "of a profile that is due", given: { state: encodeState(ownKeys.state) } },
    { name: "of a profile in its second epoch", given: { state: encodedState } },
  ],
  negative: [
    { name: "another format", given: stateBytes(0, 2), error: "UNSUPPORTED" },
    { name: "another kind", given: stateBytes(1, 5), error: "UNSUPPORTED" },
    { name: "a type of entry that is not known", given: entry(99, ids.user), error: "UNSUPPORTED" },
    { name: "a role that is not known", given: entry(...memberEntry.with(2, 9)), error: "UNSUPPORTED" },
    { name: "a status that is not known", given: entry(...memberEntry.with(3, 3)), error: "UNSUPPORTED" },
    { name: "a primary user that is neither 0 nor 1", given: entry(...memberEntry.with(7, 2)), error: "UNSUPPORTED" },
    { name: "a key of 31 bytes", given: entry(...memberEntry.with(4, new Uint8Array(31))), error: "MALFORMED" },
    {
      name: "a former writer without a seq",
      given: entry(2, ada.signing.publicKey, ids.user, null),
      error: "MALFORMED",
    },
    {
      name: "two epochs in force",
      given: stateBytes(6, [
        [3, 1, fixedHash("a"), 0],
        [3, 2, fixedHash("b"), 1],
      ]),
      error: "MALFORMED",
    },
    {
      name: "entries out of order",
      given: stateBytes(6, [
        [7, "a name", 1],
        [2, ada.signing.publicKey, ids.user, null, 1],
      ]),
      error: "MALFORMED",
    },
    { name: "an entry twice", given: stateBytes(6, [memberEntry, memberEntry]), error: "MALFORMED" },
    ...spoiled(encodedState).map(({ name, bytes, error }) => ({ name, given: { state: bytes }, error })),
  ],
};

const cutCases: Cases = {
  section: "§4.6",
  golden: [
    { name: "nothing to cut", given: { heads: [] } },
    { name: "the one head of a profile", given: { heads: [vaultHead] } },
    { name: "two heads", given: { heads: [vaultHead, { ...vaultHead, vault: ids.account }] } },
  ],
  negative: [
    { name: "one head twice", given: { heads: [vaultHead, vaultHead] }, error: "MALFORMED" },
    {
      name: "two heads of one vault",
      given: { heads: [vaultHead, { ...vaultHead, revision: 4 }] },
      error: "MALFORMED",
    },
    { name: "a revision below zero", given: { heads: [{ ...vaultHead, revision: -1 }] }, error: "MALFORMED" },
    { name: "a hash of 31 bytes", given: { heads: [{ ...vaultHead, hash: fixedBytes("h", 31) }] }, error: "MALFORMED" },
    { name: "no vault", given: { heads: [{ ...vaultHead, vault: new Uint8Array(0) }] }, error: "MALFORMED" },
  ],
};

export const stateCaseSets = { "roster-state": stateCases, cut: cutCases };
