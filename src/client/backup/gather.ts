import type { SequencedLink } from "../vault/chain.ts";
import type { BackupContent } from "./content.ts";
import { BackupFileRefused, type BackupLine, type BackupPerson, type GroupEpochLine } from "./file.ts";
import type { OpenBackupFile } from "./read-file.ts";

/** A group as it stands in a file: of a recovery group with what opens it. */
export interface GatheredGroup {
  readonly group: string;
  readonly links: readonly SequencedLink[];
  readonly epochs: readonly GroupEpochLine[];
  readonly wraps: readonly { readonly epoch: number; readonly user: string; readonly wrap: Uint8Array }[];
  /** For the group's recovery code. */
  readonly codeWraps: readonly { readonly epoch: number; readonly wrap: Uint8Array }[];
}

/** All that a file holds, believed as little as before. */
export interface GatheredBackup {
  readonly content: BackupContent;
  readonly tenant: readonly SequencedLink[];
  readonly persons: readonly BackupPerson[];
  readonly groups: readonly GatheredGroup[];
  /** What is wrong with a file whose manifest was reached: the reason to give where the backup does not verify. */
  readonly damage: BackupFileRefused | null;
}

type Lines<K extends BackupLine["line"]> = Extract<BackupLine, { readonly line: K }>[];

/** Reads a file to its end and keeps all of it. Throws BackupFileRefused where it ends before its manifest. */
export async function gatherBackup({ header, lines }: OpenBackupFile): Promise<GatheredBackup> {
  const all: BackupLine[] = [];
  let damage: BackupFileRefused | null = null;
  try {
    for await (const line of lines) all.push(line);
  } catch (error) {
    if (!(error instanceof BackupFileRefused)) throw error;
    damage = error;
  }
  const of = <K extends BackupLine["line"]>(kind: K) => all.filter(({ line }) => line === kind) as Lines<K>;
  const [head] = of("manifest");
  const [end] = of("end");
  if (damage === null && !end?.intact) damage = new BackupFileRefused("DAMAGED", all.length + 1);
  if (head === undefined) throw damage;
  const links = of("link");
  return {
    content: {
      vault: header.vault,
      kind: header.kind,
      links: links.filter((link) => link.of === "VAULT"),
      head,
      epochKeys: of("epochKey"),
      wraps: of("recoveryWrap"),
      name: of("name")[0] ?? null,
      records: of("record"),
    },
    tenant: links.filter((link) => link.of === "TENANT"),
    persons: of("person"),
    groups: groupsOf(links, of("groupEpoch"), of("groupWrap")),
    damage,
  };
}

/** By group, in one pass: a file may have very many. */
function groupsOf(links: Lines<"link">, epochs: Lines<"groupEpoch">, wraps: Lines<"groupWrap">): GatheredGroup[] {
  const ids = new Set(links.flatMap((link) => (link.of === "GROUP" ? [link.roster] : [])));
  const groups = [...ids].map((group) => ({
    group,
    links: [] as Lines<"link">,
    epochs: [] as Lines<"groupEpoch">,
    wraps: [] as Lines<"groupWrap">,
    codeWraps: [] as Lines<"groupWrap">,
  }));
  const byId = new Map(groups.map((each) => [each.group, each]));
  for (const link of links) if (link.of === "GROUP") byId.get(link.roster)?.links.push(link);
  for (const epoch of epochs) byId.get(epoch.group)?.epochs.push(epoch);
  for (const wrap of wraps) byId.get(wrap.group)?.[wrap.user === wrap.group ? "codeWraps" : "wraps"].push(wrap);
  return groups;
}
