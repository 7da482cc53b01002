import type { Backup, Client, RecoveryView } from "../client/index.ts";
import { choose } from "./choose.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import { counted, moment, printable } from "./output.ts";

/** What `--json` shows of a recovery. Members are only ever added. */
export const recoveryShape = (recovery: RecoveryView) => ({
  ...recovery,
  openedAt: recovery.openedAt.toISOString(),
  backups: recovery.backups.map(backupShape),
  approvals: recovery.approvals.map((each) => ({ ...each, at: each.at.toISOString() })),
  availableAt: recovery.availableAt.toISOString(),
  endsAt: recovery.endsAt.toISOString(),
  closedAt: recovery.closedAt?.toISOString() ?? null,
});

/** How it stands: the end of a sentence. */
export function stateInWords({
  state,
  closingDue,
  approvals,
  approvalsNeeded,
  availableAt,
  endsAt,
}: RecoveryView): string {
  if (state === "OPEN") return `open until ${moment(endsAt)}`;
  const ended = endsAt.getTime() > Date.now() ? "ended with the right of whoever asked for it" : "its time is up";
  const over = { VETOED: "forbidden", ENDED: ended, CLOSED: "closed" };
  if (state !== "WAITING") return `${over[state]}${closingDue ? ", and is still to be closed" : ""}`;
  const missing = approvalsNeeded - approvals.filter(({ verdict }) => verdict === "APPROVE").length;
  const waits = [
    missing > 0 && `${counted(missing, "approval")} of other administrators ${missing === 1 ? "is" : "are"} missing`,
    availableAt.getTime() > Date.now() && `it opens at ${moment(availableAt)} at the earliest`,
  ].filter(Boolean);
  return waits.length > 0 ? waits.join(", and ") : "it waits";
}

const isGoing = ({ state, closingDue }: RecoveryView): boolean => state === "WAITING" || state === "OPEN" || closingDue;

export const backupShape = (backup: Backup) => ({
  ...backup,
  takenAt: backup.takenAt.toISOString(),
  keptUntil: backup.keptUntil?.toISOString() ?? null,
});

/** How one is asked for and listed, and what is said where there is none. */
interface Ways {
  readonly open: string;
  readonly list: string;
  readonly none: string;
}

const inCompany: Ways = {
  open: "sealgraph recovery open",
  list: "sealgraph recovery list",
  none: "You have no recovery that is open.",
};

/**
 * The recovery that a person means; without a reference the only one of theirs that is not closed. Throws NOT_FOUND, AMBIGUOUS.
 */
export const findRecovery = async (client: Client, reference?: string): Promise<RecoveryView> =>
  chooseRecovery(await client.recovery.recoveries(), client.account.user, reference, inCompany);

/** The same among those that there are. */
export function chooseRecovery(
  all: readonly RecoveryView[],
  user: string,
  reference: string | undefined,
  ways: Ways,
): RecoveryView {
  const lookAt = `${ways.list} shows their ids.`;
  const shown = ({ purpose, state }: RecoveryView) => `${state.toLowerCase()}  ${printable(purpose)}`;
  if (reference !== undefined)
    return choose({ what: "recovery", many: "recoveries", lookAt, of: () => [], shown }, reference, all);
  const own = all.filter((each) => each.openedBy === user && isGoing(each));
  const [one, ...others] = own;
  if (one === undefined)
    throw new CommandFailure(
      exitCode.NOT_FOUND,
      "NOT_FOUND",
      ways.none,
      `${ways.open} begins one; ${ways.list} shows all.`,
    );
  if (others.length > 0)
    throw new CommandFailure(
      exitCode.USAGE,
      "AMBIGUOUS",
      `${own.length} recoveries of yours are not closed.`,
      ["Name one:", ...own.map((each) => `  ${each.id}  ${shown(each)}`)].join("\n"),
    );
  return one;
}

/** Throws NOT_OPEN, before a code is asked for, where nothing of it can be read. */
export function demandOpen(recovery: RecoveryView, ways: Ways = inCompany): void {
  if (recovery.state === "OPEN") return;
  const waits = recovery.state === "WAITING";
  throw new CommandFailure(
    exitCode.REFUSED,
    "NOT_OPEN",
    waits
      ? `It is not open yet: ${stateInWords(recovery)}.`
      : `Nothing of it can be read any more: ${stateInWords(recovery)}.`,
    waits ? "Another administrator agrees by: sealgraph recovery approve" : `${ways.open} asks anew.`,
  );
}
