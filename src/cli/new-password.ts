import type { Context } from "./context.ts";

const enough = 12;

/** A short password is taken all the same: whoever chooses it is told. */
export function remarkShort({ out }: Context, password: string): void {
  if ([...password].length >= enough) return;
  out.note(`This password has fewer than ${enough} characters. Several random words are stronger, and easier to type.`);
}
