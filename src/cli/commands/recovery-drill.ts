import type { Command } from "commander";
import { byCode, type CodeOptions, withCode } from "../ask-recovery-code.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { withKeys } from "../open.ts";

/** `recovery drill`. */
export function addRecoveryDrillCommand(recovery: Command): void {
  const command = recovery
    .command("drill")
    .description("Open a sample as a recovery would, and nobody's items: whether what you hold still opens anything.");
  example(does(withCode(command), drill), "sealgraph recovery drill", "sealgraph recovery drill --code");
}

const drill = (context: Context, options: GlobalOptions & CodeOptions) =>
  withKeys(context, async (client) => {
    const by = await byCode(context, options);
    await client.recovery.drill(by);
    const isByCode = by.code !== undefined;
    context.out.answer({ opened: true, byCode: isByCode }, () =>
      isByCode
        ? "The sample opened by the recovery code. Put it back where it was."
        : "The sample opened by the key on this device.",
    );
  });
