import { settingFields } from "../../../src/crypto/entry-fields.ts";
import { encodeState } from "../../../src/crypto/state-encoding.ts";
import { bob } from "./company.ts";
import { entrustCases, entrustGuestCases, entrustShareCases } from "./entrusts.ts";
import { ada, type Cases, ids, withPosition } from "./fixed.ts";
import { recoveryLinkCases } from "./recovery-links.ts";
import { switchCases } from "./recovery-switches.ts";
import { code, entrusted, entrustedInShare, keyed, on, settingOf, switched } from "./recovery-world.ts";
import { last } from "./share-world.ts";

/** States in which something stands of recovery, and what none may hold. */
const encoded = encodeState(last(keyed.group));
const entry = (...fields: unknown[]) => ({ state: withPosition(encoded, 6, [fields]) });
const setting = settingFields(settingOf(keyed));
const said: unknown[] = [16, 1, setting, ids.user, 3];
const coded: unknown[] = [17, code.xwingKeyHash, code.signing.publicKey, 4];
const refused = (error: string, ...cases: [name: string, ...fields: unknown[]][]) =>
  cases.map(([name, ...fields]) => ({ name, given: entry(...fields), error }));
const stateCases: Cases = {
  section: "§4.3",
  golden: [
    { name: "of a recovery group", given: { state: encoded } },
    { name: "of a tenant with a switch", given: { state: encodeState(last(on.tenant)) } },
    {
      name: "of a tenant with a switch in force, and one that awaits",
      given: { state: encodeState(last(switched(on, ada, null).tenant)) },
    },
    { name: "of a profile that is entrusted", given: { state: encodeState(last(entrusted(on).profile)) } },
    { name: "of a share that is entrusted", given: { state: encodeState(last(entrustedInShare(on, bob).share)) } },
  ],
  negative: [
    ...refused(
      "UNSUPPORTED",
      ["a switch with a status that is not known", ...said.with(1, 3)],
      [
        "a member with a role that is not known",
        1,
        ids.user,
        9,
        1,
        ada.signing.publicKey,
        ada.xwingKeyHash,
        null,
        0,
        0,
      ],
    ),
    ...refused(
      "MALFORMED",
      ["a switch in force that is off", ...said.with(2, null)],
      ["a switch whose setting has four positions", ...said.with(2, setting.slice(0, 4))],
      ["a switch with 6 approvals", ...said.with(2, setting.with(3, 6))],
      ["a switch with 169 hours", ...said.with(2, setting.with(4, 169))],
      ["a switch without an author", ...said.with(3, null)],
      ["a switch of six positions", ...said, 0],
      ["a code without an X-Wing key", ...coded.with(1, null)],
      ["a code with a signing key of 31 bytes", ...coded.with(2, new Uint8Array(31))],
      ["a code of five positions", ...coded, 0],
      ["entrusted to a group of 15 bytes", 18, new Uint8Array(15), 1, 2],
      ["entrusted to no epoch", 18, ids.vault, null, 2],
      ["entrusted, of three positions", 18, ids.vault, 1],
    ),
    {
      name: "two codes",
      given: { state: withPosition(encoded, 6, [coded, coded.with(3, 5)]) },
      error: "MALFORMED",
    },
  ],
};

export const recoveryGroupCaseSets: Readonly<Record<string, Cases>> = {
  "recovery-state": stateCases,
  "link-recovery": recoveryLinkCases,
  "link-switch": switchCases,
  "link-entrust": entrustCases,
  "link-entrust-share": entrustShareCases,
  "link-entrust-guest": entrustGuestCases,
};
