import { useState } from "react";
import type { RecoveryToConfirm } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { tell } from "../../ui/toast.tsx";
import { useWords } from "../../words/words.tsx";
import { ActButton } from "../act-button.tsx";
import { Facts } from "../facts.tsx";
import { useNames } from "../names.ts";
import { groupFacts, switchFacts } from "./facts-of.tsx";
import { seeThen } from "./see-then.ts";

/** Shows what another administrator signed, and confirms just that. */
export function ConfirmSwitch({ onDone }: { readonly onDone: () => void }) {
  const { t } = useWords();
  const client = useClient();
  const [shown, setShown] = useState<RecoveryToConfirm | null>(null);
  const look = async () => setShown(await seeThen<RecoveryToConfirm>((show) => client.recovery.confirm(show)));
  return (
    <>
      <ActButton look="primary" onAct={look}>
        {t("recovery.confirm")}
      </ActButton>
      {shown && <Shown what={shown} onDone={onDone} onClose={() => setShown(null)} />}
    </>
  );
}

function Shown({
  what: { awaiting, group },
  onDone,
  onClose,
}: {
  readonly what: RecoveryToConfirm;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const say = useWords();
  const { t } = say;
  const client = useClient();
  const nameOf = useNames();
  return (
    <Dialog title={t("recovery.confirm.title")} serious onClose={onClose}>
      <Form
        action={t("recovery.confirm.do")}
        onCancel={onClose}
        onSubmit={async () => {
          await client.recovery.confirm((now) => {
            if (now.awaiting.seq !== awaiting.seq) throw new Error("another switch than was shown");
          });
          tell(t("company.done"));
          onDone();
          onClose();
        }}
      >
        {group && <Facts facts={[...switchFacts(awaiting, nameOf, say), ...groupFacts(group, nameOf, say)]} />}
        <p>{t(group === null ? "recovery.confirm.off" : "recovery.confirm.on")}</p>
      </Form>
    </Dialog>
  );
}
