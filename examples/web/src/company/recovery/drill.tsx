import { useState } from "react";
import type { ByCode, RecoveryStatus } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/problem.tsx";
import { useWords } from "../../words/words.tsx";
import { ByCodeDialog } from "./by-code.tsx";

type Outcome = { readonly outcome: "PROVEN" | "FIRST_LAID"; readonly epochs: number };

/** Opens a sample as a recovery would: by the key on this device where there is one, by the code where there is one. */
export function DrillButtons({
  status: { group },
  onDone,
}: {
  readonly status: RecoveryStatus;
  readonly onDone: () => void;
}) {
  const { t } = useWords();
  const client = useClient();
  const [state, setState] = useState<{
    readonly done: Outcome | null;
    readonly error: unknown;
    readonly busy: boolean;
  }>({
    done: null,
    error: null,
    busy: false,
  });
  const [typing, setTyping] = useState(false);
  const drill = async (by: ByCode = {}) => {
    const done = await client.recovery.drill(by);
    setState({ done, error: null, busy: false });
    onDone();
  };
  const byKey = async () => {
    setState({ done: null, error: null, busy: true });
    await drill().catch((error: unknown) => setState({ done: null, error, busy: false }));
  };
  const { user } = client.account;
  const holds = group !== null && [...group.custodians, ...group.members].includes(user);
  return (
    <>
      {holds && (
        <Button isPending={state.busy} onPress={() => void byKey()}>
          {t("recovery.drill")}
        </Button>
      )}
      {group?.code && <Button onPress={() => setTyping(true)}>{t("recovery.drill.code")}</Button>}
      {state.done && (
        <Banner tone="good" isAlert>
          {t(`recovery.drill.${state.done.outcome}`, { count: state.done.epochs })}
        </Banner>
      )}
      <Problem error={state.error} />
      {typing && (
        <ByCodeDialog
          title={t("recovery.drill.code")}
          text={t("recovery.drill.note")}
          action={t("recovery.drill")}
          onCode={(code) => drill({ code })}
          onClose={() => setTyping(false)}
        />
      )}
    </>
  );
}
