/** The company in which recoveries are asked for and read: the user's own, or one that they look after at a desk (PROTOCOL §4.13, §4.15). */
import type { RecoveryKeys } from "../../../crypto/client/recovery-code.ts";
import type { RosterState } from "../../../crypto/roster-state.ts";
import { call } from "../../account/session.ts";
import type { BackupContent } from "../../backup/content.ts";
import type { GroupSecrets } from "../../company/group-keys.ts";
import { type Core, opened } from "../../core.ts";
import { SealgraphError, ServerCaught } from "../../errors.ts";
import { groupsNamedIn, placeOfShare } from "../../shares/company-share.ts";
import { fetchNow } from "../../sync/fetch-now.ts";
import { type BackupAnswer, backupsOperation, type ListPage } from "../../transport/backup-operations.ts";
import {
  closeRecoveryOperation,
  type OpenRecoveryWire,
  openRecoveryOperation,
  type RecoveryAnswer,
  type RecoveryDone,
  recoveriesOperation,
  recoveryOperation,
} from "../../transport/recovery-operations.ts";
import { type Chain, newestState } from "../../vault/chain.ts";
import { checkTenantReaches, frozenGroups } from "../../vault/noted.ts";
import { recoverySecrets } from "../group/secrets.ts";
import { inRecovery, type PageOfBackup } from "./fetch.ts";

/** What the server is asked about recoveries there. */
export interface RecoveryAsk {
  backups(user: string | null, after: string | null): Promise<ListPage<BackupAnswer>>;
  recoveries(after: string | null): Promise<ListPage<RecoveryAnswer>>;
  recovery(id: string): Promise<RecoveryAnswer | null>;
  open(input: OpenRecoveryWire): Promise<RecoveryDone>;
  close(recovery: string): Promise<RecoveryAnswer>;
  pages(recovery: string, backup: string): PageOfBackup;
}

export interface RecoveryPlace {
  /** Of the user who asks: their keys, their clock, their store. */
  readonly core: Core;
  readonly ask: RecoveryAsk;
  /** Brings what is held of the company up to what the server has. */
  refresh(): Promise<void>;
  /** The company's roster as verified. Throws NOT_FOUND. */
  tenant(): Chain;
  /** By id: those of its groups as verified. */
  groups(): ReadonlyMap<string, Chain>;
  /** Throws SERVER_CAUGHT where less is shown of the company, or of a group of it, than is known. */
  checkReaches(group?: string): void;
  /** What of a recovery group's key opens by the user's keys, or by its code. */
  secretsOf(group: string, code: RecoveryKeys | null): Promise<GroupSecrets>;
  /** The rosters of groups that a share's links name, of those that ended too. Throws ProtocolError. */
  groupsOfShare(content: BackupContent): Promise<ReadonlyMap<string, Chain>>;
}

/** The company as it stands. */
export const companyAt = (place: RecoveryPlace): RosterState => newestState(place.tenant());

/** The user's own company. */
export function ownPlace(core: Core): RecoveryPlace {
  const held = () => opened(core).held;
  return {
    core,
    ask: {
      backups: (user, after) => call(core, backupsOperation, { user, after }),
      recoveries: (after) => call(core, recoveriesOperation, { after }),
      recovery: (recovery) => call(core, recoveryOperation, { recovery }),
      open: (input) => call(core, openRecoveryOperation, { input }),
      close: (recovery) => call(core, closeRecoveryOperation, { input: { recovery } }),
      pages: (recovery, backup) => inRecovery(core, recovery, backup),
    },
    refresh: () => fetchNow(core),
    tenant: () => held().tenant ?? notFound(),
    groups: () => held().groups,
    checkReaches: (group) => {
      checkTenantReaches(held());
      if (group !== undefined && frozenGroups(held()).has(group)) throw new ServerCaught("WENT_BACK", null);
    },
    secretsOf: (group, code) => recoverySecrets(core, group, code),
    groupsOfShare: ({ vault, links }) =>
      groupsNamedIn(core, links, async () => (await placeOfShare(core, vault)).after),
  };
}

function notFound(): never {
  throw new SealgraphError("NOT_FOUND", { part: "tenant" });
}
