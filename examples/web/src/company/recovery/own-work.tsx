import { useState } from "react";
import type { RecoveryToAgree } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { Block } from "../../shell/page.tsx";
import { Banner } from "../../ui/banner.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { tell } from "../../ui/toast.tsx";
import { useWords } from "../../words/words.tsx";
import { ActButton } from "../act-button.tsx";
import { Facts } from "../facts.tsx";
import { Loaded } from "../loaded.tsx";
import { useNames } from "../names.ts";
import { groupFacts, switchFacts } from "./facts-of.tsx";
import { seeThen } from "./see-then.ts";

/** What of the caller's own work the company could open; and their word, where nothing is entrusted without it. */
export function OwnWork() {
  const { t } = useWords();
  const client = useClient();
  const asked = useAsked(() => client.recovery.status(), [client]);
  const [shown, setShown] = useState<RecoveryToAgree | null>(null);
  const look = () => seeThen<RecoveryToAgree>((show) => client.recovery.agree(show)).then(setShown);
  return (
    <Block title={t("recovery.own")}>
      <Loaded asked={asked}>
        {({ own, agreement }) => (
          <>
            <p>{t("recovery.own.entrusted", { count: own.entrusted.length })}</p>
            {agreement === "NEEDED" && (
              <Banner
                tone="warning"
                actions={
                  <ActButton look="primary" onAct={look}>
                    {t("recovery.agree")}
                  </ActButton>
                }
              >
                {t("recovery.agree.ask")}
              </Banner>
            )}
          </>
        )}
      </Loaded>
      {shown && <AgreeDialog shown={shown} onDone={asked.again} onClose={() => setShown(null)} />}
    </Block>
  );
}

function AgreeDialog({
  shown,
  onDone,
  onClose,
}: {
  readonly shown: RecoveryToAgree;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const say = useWords();
  const { t } = say;
  const client = useClient();
  const nameOf = useNames();
  return (
    <Dialog title={t("recovery.agree")} serious onClose={onClose}>
      <Form
        action={t("recovery.agree")}
        onCancel={onClose}
        onSubmit={async () => {
          await client.recovery.agree(({ on }) => demandSeq(shown.on.seq, on.seq));
          tell(t("company.done"));
          onDone();
          onClose();
        }}
      >
        <p>{t("recovery.agree.ask")}</p>
        <Facts facts={[...switchFacts(shown.on, nameOf, say), ...groupFacts(shown.group, nameOf, say)]} />
      </Form>
    </Dialog>
  );
}

function demandSeq(shown: number, now: number): void {
  if (shown !== now) throw new Error("another switch than was shown");
}
