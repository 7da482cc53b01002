import { type Command, InvalidArgumentError } from "commander";
import type { ResetPreview } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { withKeys } from "../open.ts";
import { type YesOption, yesOption } from "../options.ts";
import { columns, counted } from "../output.ts";

interface ResetOptions extends GlobalOptions, YesOption {
  readonly dryRun?: boolean;
}

const classes = ["PERSONAL", "BUSINESS", "ACCOUNT"] as const;

/** `reset`. */
export function addResetCommand(program: Command): void {
  const reset = program
    .command("reset")
    .description("After the server was restored from an old copy: abandon what no device can bring back to it.")
    .argument("<vault>", "personal, business or account", parseClass)
    .option("--dry-run", "show what would be abandoned, and do nothing")
    .addOption(yesOption());
  example(does(reset, resetVault), "sealgraph reset personal --dry-run", "sealgraph reset personal");
}

function parseClass(text: string): (typeof classes)[number] {
  const its = classes.find((one) => one === text.toUpperCase());
  if (!its) throw new InvalidArgumentError("It is personal, business or account.");
  return its;
}

const whatItDoes = `
Only a server that was restored from an old copy has less than your devices have seen. If nobody who runs it told you so,
it may be lying to you: then do not do this, and keep the evidence (sealgraph evidence list).

Sync all your other devices first: one of them may still have what is missing. What is abandoned here counts as gone on
every device. What a device still holds of it is kept as items of their own.
`;

const resetVault = (context: Context, { dryRun, yes }: ResetOptions, which: string) =>
  withKeys(context, async (client) => {
    const { out, ask } = context;
    const its = parseClass(which);
    const preview = await client.previewReset(its);
    const shape = { ...preview, lost: preview.lost.map((each) => ({ ...each, offeredAt: timeOf(each) })) };
    if (dryRun || preview.lost.length === 0) return out.answer({ ...shape, done: false }, () => inWords(preview));
    for (const line of [...inWords(preview), whatItDoes]) out.note(line.trimEnd());
    await ask.agreement(`Abandon ${counted(preview.lost.length, "head")} for all devices?`, yes);
    let kept = 0;
    const silence = client.on("reset", (event) => {
      kept += event.kept;
    });
    try {
      await client.resetVault(its, preview);
    } finally {
      silence();
    }
    out.answer({ ...shape, kept, done: true }, () => [
      "The vault goes on from what the server has.",
      ...(kept > 0
        ? [`${counted(kept, "item")} kept as ${kept === 1 ? "an item of its own" : "items of their own"}.`]
        : []),
    ]);
  });

const timeOf = ({ offeredAt }: ResetPreview["lost"][number]): string | null => offeredAt?.toISOString() ?? null;

function inWords({ revision, held, lost }: ResetPreview): string[] {
  if (lost.length === 0) return ["Nothing is missing: the server has every head that anybody is known to hold."];
  const rows = lost.map((each) => [
    `revision ${each.revision}`,
    each.own ? "held here" : each.device ? `offered by device ${each.device} at ${timeOf(each)}` : "noted by a device",
  ]);
  return [`The server has revision ${revision}, this device ${held}. Lost:`, ...columns(rows)];
}
