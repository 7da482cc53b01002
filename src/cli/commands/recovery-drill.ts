import type { Command } from "commander";
import { byCode, type CodeOptions, withCode } from "../ask-recovery-code.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { withKeys } from "../open.ts";
import { counted } from "../output.ts";

/** `recovery drill`. */
export function addRecoveryDrillCommand(recovery: Command): void {
  const command = recovery
    .command("drill")
    .description("Open a sample as a recovery would, and nobody's items: whether what you hold still opens anything.");
  example(does(withCode(command), drill), "sealgraph recovery drill", "sealgraph recovery drill --code");
}

const drill = (context: Context, options: GlobalOptions & CodeOptions) =>
  withKeys(context, async (client) => {
    const by = await byCode(context, client, options);
    const { outcome, epochs } = await client.recovery.drill(by);
    const isByCode = by.code !== undefined;
    const what = isByCode ? "the recovery code" : "the key on this device";
    const keys = `${counted(epochs, "key")} of the group, and with ${epochs === 1 ? "it" : "them"} all backups`;
    context.out.answer({ outcome, epochs, byCode: isByCode }, () =>
      outcome === "PROVEN"
        ? `The sample opened by ${what}: it opens ${keys}.`
        : `There was no sample yet: one is laid now. ${what[0]?.toUpperCase()}${what.slice(1)} opens ${keys}. Do it once more, so that it is proven.`,
    );
    if (isByCode) context.out.note("Put the code back where it was.");
  });
