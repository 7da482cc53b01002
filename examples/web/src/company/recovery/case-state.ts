import type { RecoveryView } from "sealgraph/client";
import type { Say } from "../../words/words.tsx";

/** How a recovery stands, in words. */
export function stateInWords(recovery: RecoveryView, { t, time }: Say, now = new Date()): string {
  const { state, closingDue, approvals, approvalsNeeded, availableAt, endsAt } = recovery;
  const words =
    state === "OPEN"
      ? [t("recovery.case.OPEN", { date: time(endsAt) })]
      : state !== "WAITING"
        ? [t(`recovery.case.${state}`)]
        : [
            missingIn({ approvals, approvalsNeeded }) > 0 &&
              t("recovery.case.missing", { count: missingIn({ approvals, approvalsNeeded }) }),
            availableAt > now && t("recovery.case.from", { date: time(availableAt) }),
          ];
  const said = words.filter((each) => each !== false);
  const all = said.length > 0 ? said : [t("recovery.case.WAITING")];
  return [...all, ...(closingDue ? [t("recovery.case.closingDue")] : [])].join(", ");
}

const missingIn = ({ approvals, approvalsNeeded }: Pick<RecoveryView, "approvals" | "approvalsNeeded">): number =>
  approvalsNeeded - approvals.filter(({ verdict }) => verdict === "APPROVE").length;

export const toneOfCase = ({ state, closingDue }: RecoveryView) =>
  closingDue
    ? "warning"
    : state === "OPEN"
      ? "good"
      : state === "WAITING"
        ? "warning"
        : state === "VETOED"
          ? "danger"
          : "plain";
