import type { RecoveryView } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { Button } from "../../ui/button.tsx";
import { tell } from "../../ui/toast.tsx";
import { useWords } from "../../words/words.tsx";
import { useAsk } from "../ask.tsx";
import { useNamesOnceKnown } from "../names.ts";

/** What an administrator does about a recovery: agree or forbid where another asked, close where it goes on or is over. */
export function CaseActs({ recovery, onDone }: { readonly recovery: RecoveryView; readonly onDone: () => void }) {
  const { t, time } = useWords();
  const client = useClient();
  const nameOf = useNamesOnceKnown();
  const { ask, asked } = useAsk();
  if (nameOf === null) return null;
  const { id, openedBy, user, state, approvals, endsAt, purpose, closingDue } = recovery;
  const own = client.account.user;
  const isGoing = state === "WAITING" || state === "OPEN";
  const hasSaid = approvals.some((each) => each.user === own);
  const approve = () =>
    ask({
      title: t("recovery.case.approve"),
      text: t("recovery.case.approve.ask", {
        by: nameOf(openedBy),
        name: nameOf(user),
        date: time(endsAt),
        purpose,
      }),
      action: t("recovery.case.approve"),
      look: "primary",
      onConfirm: async () => {
        await client.recovery.approve(recovery);
        onDone();
      },
    });
  const veto = () =>
    ask({
      title: t("recovery.case.veto"),
      text: t("recovery.case.veto.ask"),
      action: t("recovery.case.veto"),
      onConfirm: async () => {
        await client.recovery.veto(recovery);
        onDone();
      },
    });
  const close = () =>
    ask({
      title: t("recovery.case.close"),
      text: t("recovery.case.close.ask"),
      action: t("recovery.case.close"),
      onConfirm: async () => {
        const { left, custodians } = await client.recovery.close(id);
        const listed = (users: readonly string[]) => users.map(nameOf).join(", ");
        tell(
          left.length === 0
            ? t("recovery.case.closed")
            : t("recovery.case.left", { left: listed(left), custodians: listed(custodians) }),
        );
        onDone();
      },
    });
  return (
    <>
      {openedBy !== own && isGoing && !hasSaid && (
        <Button look="primary" onPress={approve}>
          {t("recovery.case.approve")}
        </Button>
      )}
      {openedBy !== own && isGoing && (
        <Button look="danger" onPress={veto}>
          {t("recovery.case.veto")}
        </Button>
      )}
      {((openedBy === own && isGoing) || closingDue) && <Button onPress={close}>{t("recovery.case.close")}</Button>}
      {asked}
    </>
  );
}
