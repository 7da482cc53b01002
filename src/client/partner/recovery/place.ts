/** A company in whose recovery group staff are, as this device verifies it (PROTOCOL §4.13, §4.15). */
import { operation } from "../../../crypto/link.ts";
import { findGroup, listEntries } from "../../../crypto/roster-state.ts";
import { readSignedLink } from "../../../crypto/signed-link.ts";
import { entryType, groupClass } from "../../../crypto/state-entries.ts";
import { formatUuid } from "../../../crypto/uuid.ts";
import { call } from "../../account/session.ts";
import { type GroupSecrets, openSecrets } from "../../company/group-keys.ts";
import { type Core, inTurn } from "../../core.ts";
import { SealgraphError } from "../../errors.ts";
import type { RecoveryPlace } from "../../recovery/case/place.ts";
import {
  closeRecoveryAtDeskOperation,
  deskBackupContentOperation,
  deskBackupsOperation,
  deskRecoveriesOperation,
  deskRecoveryKeysOperation,
  deskRecoveryOperation,
  openRecoveryAtDeskOperation,
  type RecoveryKeysAnswer,
} from "../../transport/desk-recovery-operations.ts";
import { epochsPerAnswer } from "../../transport/group-operations.ts";
import { type Chain, newestState } from "../../vault/chain.ts";
import { followCompany, followCompanyGroup } from "../rosters.ts";
import { standingIn } from "../standing.ts";

/** What was verified with the last `refresh`: a chain that does not reach what is known is no part of it. */
interface Seen {
  readonly tenant: Chain;
  readonly groups: ReadonlyMap<string, Chain>;
}

export function placeAtDesk(core: Core, company: string): RecoveryPlace {
  let seen: Seen | null = null;
  const now = (): Seen => seen ?? notFound("company");
  return {
    core,
    ask: {
      backups: (user, after) => call(core, deskBackupsOperation, { company, user: user ?? notFound("user"), after }),
      recoveries: (after) => call(core, deskRecoveriesOperation, { company, after }),
      recovery: (recovery) => call(core, deskRecoveryOperation, { company, recovery }),
      open: (input) => call(core, openRecoveryAtDeskOperation, { input: { company, ...input } }),
      close: (recovery) => call(core, closeRecoveryAtDeskOperation, { input: { company, recovery } }),
      pages: (recovery, backup) => (after) =>
        call(core, deskBackupContentOperation, { company, recovery, backup, after }),
    },
    refresh: async () => {
      seen = await inTurn(core, () => follow(core, company));
    },
    tenant: () => now().tenant,
    groups: () => now().groups,
    checkReaches: () => {
      // What was followed reaches all that is known, or `refresh` threw.
      now();
    },
    secretsOf: (group) => secretsOf(core, company, group, now().groups.get(group)),
    groupsOfShare: async ({ links }) => {
      const groups = new Map(now().groups);
      for (const { signed } of links) {
        const { link } = readSignedLink(signed);
        if (link.operation !== operation.ADD_GROUP) continue;
        const group = formatUuid(link.subject.group);
        // Of a group that has ended staff are shown nothing: a share that had it is not read, and named.
        if (!findGroup(newestState(now().tenant), link.subject.group)) notFound("group");
        if (!groups.has(group)) groups.set(group, await inTurn(core, () => followCompanyGroup(core, company, group)));
      }
      return groups;
    },
  };
}

/** The company, whose desk has to be the own partner's and name these very keys; and its recovery groups. */
async function follow(core: Core, company: string): Promise<Seen> {
  const tenant = await followCompany(core, company);
  const state = newestState(tenant);
  if (standingIn(core, state).former) throw new SealgraphError("DESK_UNFIT", { part: "keys" });
  const groups = new Map<string, Chain>();
  for (const { group, class: its } of listEntries(state, entryType.GROUP)) {
    if (its !== groupClass.RECOVERY) continue;
    // Also one that the user is not in any more: what they asked for is verified by it still.
    groups.set(formatUuid(group), await followCompanyGroup(core, company, formatUuid(group)));
  }
  return { tenant, groups };
}

/** Asks no longer than the roster states epochs. */
async function secretsOf(core: Core, company: string, group: string, chain: Chain | undefined): Promise<GroupSecrets> {
  if (chain === undefined) return new Map();
  const stated = newestState(chain).epoch?.epoch ?? 0;
  let last = await call(core, deskRecoveryKeysOperation, { company, group });
  let whole: RecoveryKeysAnswer = last;
  for (let asked = epochsPerAnswer; asked < stated && last.epochs.length > 0; asked += epochsPerAnswer) {
    const before = Math.min(...last.epochs.map(({ epoch }) => epoch));
    last = await call(core, deskRecoveryKeysOperation, { company, group, before });
    whole = { epochs: [...whole.epochs, ...last.epochs], wraps: [...whole.wraps, ...last.wraps] };
  }
  return openSecrets(core, chain, whole);
}

function notFound(part: string): never {
  throw new SealgraphError("NOT_FOUND", { part });
}
