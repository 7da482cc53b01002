import { randomInt } from "node:crypto";
import type { ShowCode } from "../client/index.ts";
import type { Context } from "./context.ts";

/**
 * Shows an account code, and has two groups of it typed back before it counts: what was not written down is found out
 * about now. With `yes` nobody is asked, and the code is only printed at the end.
 */
export const typedBack = (context: Context, yes: boolean | undefined): ShowCode => {
  const { ask, out } = context;
  return async (code) => {
    if (yes) return;
    // Without a terminal this refuses: whoever runs it by a script says that the code is kept.
    if (!ask.interactive) return ask.agreement("Is the code kept?", yes);
    out.note(`\nYour account code, shown this once. Write it down now:\n\n  ${code}\n`);
    await typeBack(context, code, 2, { of: "the code", stands: "as it stands above" });
  };
};

/** Has some groups of a code typed back, at places that chance says, in order. `stands`: where the person reads them. */
export async function typeBack(
  { ask }: Context,
  code: string,
  count: number,
  { of, stands }: { readonly of: string; readonly stands: string },
): Promise<void> {
  const groups = code.split(" ");
  for (const place of somePlaces(count, groups.length)) {
    const isGroup = (typed: string) =>
      typed.trim() === groups[place] ? null : `This is not group ${place + 1} ${stands}.`;
    await ask.secret({
      what: `group ${place + 1} of ${of}, as you wrote it down`,
      flag: "--yes",
      fromStdin: undefined,
      shown: true,
      check: isGroup,
    });
  }
}

/** Different places, in order. */
function somePlaces(count: number, among: number): number[] {
  const places = new Set<number>();
  while (places.size < Math.min(count, among)) places.add(randomInt(among));
  return [...places].sort((a, b) => a - b);
}
