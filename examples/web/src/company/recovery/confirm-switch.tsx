import { useState } from "react";
import type { RecoveryToConfirm } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { Problem } from "../../ui/problem.tsx";
import { tell } from "../../ui/toast.tsx";
import { useWords } from "../../words/words.tsx";
import { Facts } from "../facts.tsx";
import { useNames } from "../names.ts";
import { groupFacts, switchFacts } from "./facts-of.tsx";
import { seeThen } from "./see-then.ts";

/** Shows what another administrator signed, and confirms just that. */
export function ConfirmSwitch({ onDone }: { readonly onDone: () => void }) {
  const { t } = useWords();
  const client = useClient();
  const [shown, setShown] = useState<RecoveryToConfirm | null>(null);
  const [error, setError] = useState<unknown>(null);
  const look = () =>
    seeThen<RecoveryToConfirm>((show) => client.recovery.confirm(show)).then(setShown, (failed: unknown) =>
      setError(failed),
    );
  return (
    <>
      <Button look="primary" onPress={() => void look()}>
        {t("recovery.confirm")}
      </Button>
      <Problem error={error} />
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
