import type { Command } from "commander";
import type { Client, Status, VaultStatus } from "../../client/index.ts";
import { type Context, does, example } from "../context.ts";
import { removed, withKeysThatOpen } from "../open.ts";
import { columns, counted, printable } from "../output.ts";
import { ownInWords } from "../recovery-words.ts";
import { namesOfShares, type ShareNames, titleOfShare, vaultsOf } from "../vaults.ts";
import { leftInWords } from "./rotate.ts";

/** `status`. */
export function addStatusCommands(program: Command): void {
  const command = program
    .command("status")
    .description("Show the account, the server, this device, and what it holds. Asks nobody, not even the server.");
  example(does(command, show), "sealgraph status --json");
}

const show = (context: Context) =>
  withKeysThatOpen(context, async (client) => {
    const names = client.locked ? new Map() : await namesOfShares(client);
    const shape = shapeOf(client, client.status(), await countConflicts(client), names);
    context.out.answer(shape, () => lines(context, shape));
  });

/** Only who is unlocked can tell. */
async function countConflicts(client: Client): Promise<number | null> {
  if (client.locked) return null;
  const sides = (await vaultsOf(client, {})).map((vault) => vault.items().list({ conflict: true }));
  return (await Promise.all(sides)).flat().length;
}

/** `conflicts`: items that are our side of one, by profile; null while locked. */
const shapeOf = ({ account }: Client, status: Status, conflicts: number | null, names: ShareNames) => ({
  account: { user: account.user, tenant: account.tenant, address: account.address, name: account.name },
  server: account.server,
  device: { device: account.device, name: account.deviceName },
  signedIn: status.signedIn,
  ended: status.ended,
  locked: status.locked,
  removed: status.removed,
  lastSyncAt: status.lastSyncAt?.toISOString() ?? null,
  pending: status.pending,
  refused: status.refused,
  conflicts,
  shares: { ...status.shares, had: sharesIn(status, names) },
  rotation: status.rotation,
  recovery: status.recovery,
  profiles: profilesIn(status),
  evidence: status.evidence,
});

/** Both profiles; the account vault only where something is wrong with it. */
const profilesIn = (status: Status) =>
  status.vaults
    .filter((vault) => vault.class !== "SHARE" && (vault.class !== "ACCOUNT" || vault.frozen))
    .sort((a, b) => (a.class > b.class ? -1 : 1))
    .map((vault) => ({ profile: vault.class, vault: vault.vault, ...stateOf(vault) }));

/** Shares that were accepted. */
const sharesIn = (status: Status, names: ShareNames) =>
  status.vaults
    .filter(({ vault }) => names.has(vault))
    .map((vault) => ({ share: vault.vault, name: names.get(vault.vault) ?? null, ...stateOf(vault) }));

const stateOf = ({ revision, count, former, frozen, restoring, abandoned }: VaultStatus) => ({
  revision,
  count,
  former,
  frozen,
  restoring,
  abandoned,
});

function lines({ out }: Context, shape: ReturnType<typeof shapeOf>): string[] {
  const red = (text: string) => out.paint("red", out.called(text));
  const rows = [
    [
      "Account",
      printable(shape.account.name ? `${shape.account.address} (${shape.account.name})` : shape.account.address),
    ],
    ["Server", shape.server],
    ["Device", `${printable(shape.device.name)} (${shape.device.device})`],
    ["Signed in", shape.signedIn ? "yes" : out.paint("red", `no (${shape.ended ?? "never"})`)],
    ["Locked", shape.locked ? "yes" : "no"],
    ...(shape.removed ? [["Company", red(removed)]] : []),
    ["Last sync", shape.lastSyncAt ?? "never"],
    [
      "Not yet sent",
      shape.pending === 0 ? "nothing" : out.called(`${counted(shape.pending, "change")}: sealgraph sync`),
    ],
    ["Refused", shape.refused === 0 ? "nothing" : red(`${counted(shape.refused, "change")}: sealgraph queue list`)],
    ...(shape.conflicts === null
      ? []
      : [["Conflicts", shape.conflicts === 0 ? "none" : red(`${shape.conflicts}: sealgraph item list --conflicts`)]]),
    ...sharesInWords(shape.shares).map((words) => ["Shares", out.called(words)]),
    ...(shape.recovery?.on || shape.recovery?.waitingFor ? [["Recovery", out.called(ownInWords(shape.recovery))]] : []),
    ...leftInWords(shape.rotation).map((words) => ["New keys", out.called(words)]),
    ...shape.profiles.map((each) => [
      each.profile.charAt(0) + each.profile.slice(1).toLowerCase(),
      vaultInWords(out, each),
    ]),
    ...shape.shares.had.map((each) => [
      `Share ${titleOfShare({ id: each.share, name: each.name })}`,
      vaultInWords(out, each),
    ]),
    ...(shape.locked ? [["Profiles", out.called("sealgraph unlock shows them")]] : []),
    [
      "Evidence",
      shape.evidence === 0 ? "none" : out.paint("red", out.called(`${shape.evidence}: sealgraph evidence list`)),
    ],
  ];
  return columns(rows);
}

const vaultInWords = (
  out: Context["out"],
  { count, revision, former, frozen, restoring, abandoned }: ReturnType<typeof stateOf>,
): string =>
  `${counted(count, "record")} at revision ${revision}${former > 0 ? `, ${former} under former keys` : ""}${frozen ? out.paint("red", " (frozen)") : ""}${restoring ? " (the server was restored and waits for what is missing)" : ""}${abandoned.length > 0 ? ` (${counted(abandoned.length, "head")} of it abandoned after the server was restored)` : ""}`;

/** What is to be done about shares, and what is waited for. */
export const sharesInWords = ({ offered, waiting }: Status["shares"]): string[] => [
  ...(offered > 0
    ? [`${counted(offered, "share")} ${offered === 1 ? "waits" : "wait"} for your answer: sealgraph share offers`]
    : []),
  ...(waiting > 0
    ? [
        `${counted(waiting, "share")} of which you have no key yet: a device of somebody who has it hands it over as it syncs`,
      ]
    : []),
];
