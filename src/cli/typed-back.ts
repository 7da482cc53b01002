import { randomInt } from "node:crypto";
import type { ShowCode } from "../client/index.ts";
import type { Context } from "./context.ts";

/**
 * Shows an account code, and has two groups of it typed back before it counts: what was not written down is found out
 * about now. With `yes` nobody is asked, and the code is only printed at the end.
 */
export const typedBack = ({ ask, out }: Context, yes: boolean | undefined): ShowCode => {
  return async (code) => {
    if (yes) return;
    // Without a terminal this refuses: whoever runs it by a script says that the code is kept.
    if (!ask.interactive) return ask.agreement("Is the code kept?", yes);
    out.note(`\nYour account code, shown this once. Write it down now:\n\n  ${code}\n`);
    const groups = code.split(" ");
    for (const place of twoOf(groups.length)) {
      const isGroup = (typed: string) =>
        typed.trim() === groups[place] ? null : `This is not group ${place + 1} as it stands above.`;
      await ask.secret({
        what: `group ${place + 1} of the code, as you wrote it down`,
        flag: "--yes",
        fromStdin: undefined,
        shown: true,
        check: isGroup,
      });
    }
  };
};

/** Two different places, in order. */
function twoOf(count: number): number[] {
  const first = randomInt(count);
  const second = (first + 1 + randomInt(count - 1)) % count;
  return [first, second].sort((a, b) => a - b);
}
