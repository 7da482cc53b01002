import type { Item } from "../client/index.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";

/** What whoever gives this permission, or reads the help, has to know (PROTOCOL §4.11). */
export const readerHiddenWarning =
  "reader-hidden keeps no secret from anybody: they have the key like every reader. This client shows them none; another one can.";

/** Throws where the item's secrets are used by this user, and not shown to them. */
export function refuseHidden({ hidden }: Pick<Item, "hidden">): void {
  if (!hidden) return;
  throw new CommandFailure(
    exitCode.REFUSED,
    "READER_HIDDEN",
    "You are reader-hidden in this share: its secrets are not shown to you.",
    "An owner of the share can change that: sealgraph share permission",
  );
}
