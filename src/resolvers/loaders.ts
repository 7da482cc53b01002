import DataLoader from "dataloader";
import {
  type GroupEpochRow,
  type MemberWrapRow,
  parseEpochs,
  readGroupEpochs,
  readOwnWraps,
} from "../domain/company/groups.ts";
import type { Request } from "../domain/context.ts";
import { type Connection, parsePage } from "../domain/page.ts";
import { type ProfileRow, readHeads, readProfiles } from "../domain/profile/profile.ts";
import {
  findRecords,
  type ListOf,
  listHistories,
  listPages,
  type StandingRecord,
  type VersionRow,
} from "../domain/record/list.ts";
import {
  type CodeWrapRow,
  type EntrustedRow,
  type RecoveryCodeRow,
  readCodes,
  readCodeWraps,
  readEntrusted,
  readSwitches,
  type SwitchRow,
} from "../domain/recovery-group/read.ts";
import { type RosterRow, readRosters } from "../domain/roster/roster.ts";
import {
  type GuestRow,
  type PersonRow,
  readGuests,
  readIntroduced,
  readShareInvitations,
  type ShareInvitationRow,
} from "../domain/share/guest-read.ts";
import {
  type GroupOfShare,
  parseShareEpochs,
  readGroupsHad,
  readOwnShareWraps,
  readRecipients,
  readShareEpochKeys,
  type ShareEpochKeyRow,
  type ShareRecipientRow,
  type ShareWrapRow,
} from "../domain/share/read.ts";
import type { ManifestRow } from "../domain/sync/page.ts";
import type { RecordId, RosterId, VaultId } from "../ids.ts";
import { byArguments } from "./by-arguments.ts";
import { makePartnerLoaders, type PartnerLoaders } from "./partner-loaders.ts";

interface PageArgs {
  readonly first: number;
  readonly after?: string | null;
}
interface EpochArgs {
  readonly first: number | null;
  readonly beforeEpoch: number | null;
}
interface NamedRecord {
  readonly vault: VaultId;
  readonly record: RecordId;
}

/**
 * Everything that an edge could fan out into, gathered: one SQL statement for all parents of one request, or of one event
 * of a subscription.
 */
export interface Loaders {
  readonly partner: PartnerLoaders;
  readonly profiles: () => Promise<ProfileRow[]>;
  readonly head: (vault: VaultId) => Promise<ManifestRow | null>;
  readonly roster: (roster: RosterId) => Promise<RosterRow>;
  readonly groupEpochs: (group: RosterId, args: EpochArgs) => Promise<GroupEpochRow[]>;
  readonly ownWraps: (group: RosterId, args: EpochArgs) => Promise<MemberWrapRow[]>;
  readonly recoveryCode: (group: RosterId) => Promise<RecoveryCodeRow | null>;
  readonly codeWraps: (group: RosterId, args: EpochArgs) => Promise<CodeWrapRow[]>;
  readonly recoverySwitch: (status: SwitchRow["status"]) => Promise<SwitchRow | null>;
  readonly entrusted: (vault: VaultId) => Promise<EntrustedRow | null>;
  readonly shareEpochKeys: (share: VaultId, args: EpochArgs) => Promise<ShareEpochKeyRow[]>;
  readonly ownShareWraps: (share: VaultId, args: EpochArgs) => Promise<ShareWrapRow[]>;
  readonly shareRecipients: (share: VaultId, args: PageArgs) => Promise<Connection<ShareRecipientRow>>;
  readonly shareGuests: (share: VaultId) => Promise<GuestRow[]>;
  readonly shareInvitations: (share: VaultId) => Promise<ShareInvitationRow[]>;
  readonly introduced: (share: VaultId) => Promise<PersonRow[]>;
  readonly hadGroup: (asked: GroupOfShare) => Promise<boolean>;
  readonly record: (record: NamedRecord) => Promise<StandingRecord | null>;
  readonly records: (list: ListOf, recordClass: 1 | 2, args: PageArgs) => Promise<Connection<StandingRecord>>;
  readonly versions: (record: NamedRecord, args: PageArgs) => Promise<Connection<VersionRow>>;
}

export function makeLoaders(request: Request): Loaders {
  const own = new DataLoader(async (keys: readonly "OWN"[]) => {
    const profiles = await readProfiles(request);
    return keys.map(() => profiles);
  });
  const heads = new DataLoader((vaults: readonly VaultId[]) => readHeads(request, vaults));
  const rosters = new DataLoader<RosterId, RosterRow>((ids) => readRosters(request, ids));
  const groupEpochs = byArguments((args: EpochArgs) => {
    const asked = parseEpochs(args);
    return new DataLoader((groups: readonly RosterId[]) => readGroupEpochs(request, groups, asked));
  });
  const ownWraps = byArguments((args: EpochArgs) => {
    const asked = parseEpochs(args);
    return new DataLoader((groups: readonly RosterId[]) => readOwnWraps(request, groups, asked));
  });
  const codes = new DataLoader((groups: readonly RosterId[]) => readCodes(request, groups));
  const codeWraps = byArguments((args: EpochArgs) => {
    const asked = parseEpochs(args);
    return new DataLoader((groups: readonly RosterId[]) => readCodeWraps(request, groups, asked));
  });
  const switches = new DataLoader(async (statuses: readonly SwitchRow["status"][]) => {
    const rows = await readSwitches(request);
    return statuses.map((status) => rows.find((row) => row.status === status) ?? null);
  });
  const entrusted = new DataLoader((vaults: readonly VaultId[]) => readEntrusted(request, vaults));
  const shareEpochKeys = byArguments((args: EpochArgs) => {
    const asked = parseShareEpochs(args);
    return new DataLoader((shares: readonly VaultId[]) => readShareEpochKeys(request, shares, asked));
  });
  const ownShareWraps = byArguments((args: EpochArgs) => {
    const asked = parseShareEpochs(args);
    return new DataLoader((shares: readonly VaultId[]) => readOwnShareWraps(request, shares, asked));
  });
  const shareRecipients = byArguments((args: PageArgs) => {
    const asked = parsePage(args, "ID");
    return new DataLoader((shares: readonly VaultId[]) => readRecipients(request, shares, asked));
  });
  const shareGuests = new DataLoader((shares: readonly VaultId[]) => readGuests(request, shares));
  const shareInvitations = new DataLoader((shares: readonly VaultId[]) => readShareInvitations(request, shares));
  const introduced = new DataLoader((shares: readonly VaultId[]) => readIntroduced(request, shares));
  const groupsHad = new DataLoader((keys: readonly GroupOfShare[]) => readGroupsHad(request, keys), { cache: false });
  const records = new DataLoader((keys: readonly NamedRecord[]) => findRecords(request, keys), {
    cacheKeyFn: ({ vault, record }) => `${vault} ${record}` as unknown as NamedRecord,
  });
  const lists = byArguments((recordClass: 1 | 2, _kind: string, args: PageArgs) => {
    const asked = parsePage(args, "ID");
    return new DataLoader((keys: readonly ListOf[]) => listPages(request, keys, recordClass, asked), { cache: false });
  });
  const histories = byArguments((args: PageArgs) => {
    const asked = parsePage(args, "NUMBER");
    return new DataLoader((keys: readonly NamedRecord[]) => listHistories(request, keys, asked), { cache: false });
  });
  let partner: PartnerLoaders | undefined;
  return {
    get partner() {
      partner ??= makePartnerLoaders(request);
      return partner;
    },
    profiles: () => own.load("OWN"),
    head: (vault) => heads.load(vault),
    roster: (roster) => rosters.load(roster),
    groupEpochs: async (group, args) => groupEpochs(args).load(group),
    ownWraps: async (group, args) => ownWraps(args).load(group),
    recoveryCode: (group) => codes.load(group),
    codeWraps: async (group, args) => codeWraps(args).load(group),
    recoverySwitch: (status) => switches.load(status),
    entrusted: (vault) => entrusted.load(vault),
    shareEpochKeys: async (share, args) => shareEpochKeys(args).load(share),
    ownShareWraps: async (share, args) => ownShareWraps(args).load(share),
    shareRecipients: async (share, args) => shareRecipients(args).load(share),
    shareGuests: (share) => shareGuests.load(share),
    shareInvitations: (share) => shareInvitations.load(share),
    introduced: (share) => introduced.load(share),
    hadGroup: (asked) => groupsHad.load(asked),
    record: (record) => records.load(record),
    records: async (list, recordClass, args) => lists(recordClass, listKind(list), args).load(list),
    versions: async (record, args) => histories(args).load(record),
  };
}

/** Lists of one kind are read by one statement. */
const listKind = ({ folder }: ListOf): string => (folder === "TOP" || folder === "ALL" ? folder : "FOLDER");
