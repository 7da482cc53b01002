import { Failure } from "../../errors.ts";
import { type BackupId, parseId, type RecoveryId } from "../../ids.ts";
import { isFirst } from "../attempts.ts";
import { audited } from "../audit/event.ts";
import { noteRefusal } from "../audit/note.ts";
import { bounds } from "../bounds.ts";
import type { Request } from "../context.ts";
import { parseFirst } from "../invalid.ts";
import { demandRecoverer } from "../recovery/demand-recoverer.ts";
import { lockStatesOf } from "../recovery/ground-rows.ts";
import { mayExport, mayRead } from "../recovery/may-read.ts";
import { loadReading, setRead } from "../recovery/rows.ts";
import { demandStepUp } from "../second-factor/step-up.ts";
import { ask, inTransaction } from "../transaction.ts";
import { demandAdministrator } from "../user/demand-administrator.ts";
import { loadViewer } from "../user/rows.ts";
import { loadTerms } from "./list-rows.ts";
import { parsePosition } from "./position.ts";
import { type ContentPage, readPage } from "./read-page.ts";

interface ContentArgs {
  readonly backup: string;
  readonly first: number;
  readonly after: string | null;
}

/** In seconds: for how long what somebody exports of one backup is one entry of the log. */
const exportSpan = 3_600;

/**
 * A page of a backup, for whoever opened a recovery that names it and is open now: asked anew for each page. While it is read, nobody
 * vetoes or closes the recovery, or changes the rosters that say that they may. The first page is noted in the log.
 *
 * @throws Failure `WRONG_SURFACE`, `FORBIDDEN`, `NOT_FOUND`, `INVALID_CURSOR`, `BAD_USER_INPUT`.
 */
export async function readContent(
  request: Request,
  args: ContentArgs & { readonly recovery: string },
): Promise<ContentPage> {
  const asked = parse(args);
  const recovery = parseId<RecoveryId>(args.recovery, "recovery");
  const page = await inTransaction(request, async (tx) => {
    const [[viewer], states, [reading]] = await tx.run(
      loadViewer(),
      lockStatesOf(recovery),
      loadReading(recovery, asked.backup),
    );
    demandRecoverer(tx.actor, viewer);
    if (!reading) throw new Failure("NOT_FOUND");
    if (!(await mayRead(tx, reading, states))) return null;
    const read = await readPage(tx, asked.backup, asked.position, asked.first);
    if (reading.readAt === null) {
      const { vault } = read.backup;
      const event = { kind: "RECOVERY_READ", user: reading.userId, group: reading.groupId, vault } as const;
      await tx.run(setRead(recovery, asked.backup, tx.now), ...audited(tx, event));
    }
    return read;
  });
  if (page) return page;
  await noteRefusal(request, { kind: "RECOVERY_REFUSED" });
  throw new Failure("FORBIDDEN");
}

/**
 * A page of a backup without a recovery, for who is in its group, where the company demands neither approvals nor waiting hours, and
 * did not when it was taken. It is sealed: whoever has no key of the recovery group has nothing. Noted in the log, once an hour for each who exports it.
 *
 * @throws Failure `WRONG_SURFACE`, `FORBIDDEN`, `NOT_FOUND`, `INVALID_CURSOR`, `BAD_USER_INPUT`, `STEP_UP_REQUIRED`.
 */
export async function exportBackup(request: Request, args: ContentArgs): Promise<ContentPage> {
  const asked = parse(args);
  const { answers, actor } = await ask(request, loadViewer());
  demandAdministrator(actor, answers[0][0]);
  await demandStepUp(request);
  const isNew = await isFirst(request, "exported", `${actor.user} ${asked.backup}`, exportSpan);
  const page = await inTransaction(request, async (tx) => {
    const [[viewer], [terms]] = await tx.run(loadViewer(), loadTerms(asked.backup));
    demandAdministrator(tx.actor, viewer);
    if (!terms) throw new Failure("NOT_FOUND");
    if (terms.approvals + terms.hours > 0 || !(await mayExport(tx, terms.group))) return null;
    const read = await readPage(tx, asked.backup, asked.position, asked.first);
    if (isNew)
      await tx.run(...audited(tx, { kind: "BACKUP_EXPORTED", vault: read.backup.vault, amount: read.backup.number }));
    return read;
  });
  if (page) return page;
  await noteRefusal(request, { kind: "RECOVERY_REFUSED" });
  throw new Failure("FORBIDDEN");
}

const parse = ({ backup, first, after }: ContentArgs) => ({
  backup: parseId<BackupId>(backup, "backup"),
  first: parseFirst(first, bounds.entriesPerBackupPage),
  position: parsePosition(after),
});
