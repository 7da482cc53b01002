import type { Command } from "commander";
import type { Client, Status } from "../../client/index.ts";
import { type Context, does, example } from "../context.ts";
import { withKeysThatOpen } from "../open.ts";
import { columns, counted, printable } from "../output.ts";
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
    const shape = shapeOf(client, client.status());
    context.out.answer(shape, () => lines(context, shape));
  });

const shapeOf = ({ account }: Client, status: Status) => ({
  account: { user: account.user, tenant: account.tenant, address: account.address, name: account.name },
  server: account.server,
  device: { device: account.device, name: account.deviceName },
  signedIn: status.signedIn,
  ended: status.ended,
  locked: status.locked,
  lastSyncAt: status.lastSyncAt?.toISOString() ?? null,
  pending: status.pending,
  rotation: status.rotation,
  profiles: profilesIn(status),
  evidence: status.evidence,
});

/** Both profiles; the account vault only where something is wrong with it. */
const profilesIn = (status: Status) =>
  status.vaults
    .filter((vault) => vault.class !== "ACCOUNT" || vault.frozen)
    .map((vault) => ({
      profile: vault.class,
      vault: vault.vault,
      revision: vault.revision,
      count: vault.count,
      former: vault.former,
      frozen: vault.frozen,
    }));

function lines({ out }: Context, shape: ReturnType<typeof shapeOf>): string[] {
  const rows = [
    [
      "Account",
      printable(shape.account.name ? `${shape.account.address} (${shape.account.name})` : shape.account.address),
    ],
    ["Server", shape.server],
    ["Device", `${printable(shape.device.name)} (${shape.device.device})`],
    ["Signed in", shape.signedIn ? "yes" : out.paint("red", `no (${shape.ended ?? "never"})`)],
    ["Locked", shape.locked ? "yes" : "no"],
    ["Last sync", shape.lastSyncAt ?? "never"],
    ["Not yet sent", String(shape.pending)],
    ...leftInWords(shape.rotation).map((words) => ["New keys", out.called(words)]),
    ...shape.profiles.map(({ profile, count, revision, former, frozen }) => [
      profile.charAt(0) + profile.slice(1).toLowerCase(),
      `${counted(count, "record")} at revision ${revision}${former > 0 ? `, ${former} under former keys` : ""}${frozen ? out.paint("red", " (frozen)") : ""}`,
    ]),
    ...(shape.locked ? [["Profiles", out.called("sealgraph unlock shows them")]] : []),
    [
      "Evidence",
      shape.evidence === 0 ? "none" : out.paint("red", out.called(`${shape.evidence}: sealgraph evidence list`)),
    ],
  ];
  return columns(rows);
}
