import { useState } from "react";
import type { Client, RecoveryStatus } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { Block, Page } from "../../shell/page.tsx";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { tell } from "../../ui/toast.tsx";
import { useWords } from "../../words/words.tsx";
import { useAsk } from "../ask.tsx";
import { Facts } from "../facts.tsx";
import { Loaded } from "../loaded.tsx";
import { useNames } from "../names.ts";
import { ConfirmSwitch } from "./confirm-switch.tsx";
import { DrillButtons } from "./drill.tsx";
import { groupFacts, switchFacts } from "./facts-of.tsx";
import { OwnWork } from "./own-work.tsx";
import { asFarAsItGoes, ReadinessList } from "./readiness.tsx";
import { SetUp } from "./set-up.tsx";

const fetchStatus = async ({ recovery }: Client) => ({
  status: await recovery.status(),
  readiness: await recovery.readiness(),
});

/** Whether recovery is on, who can open what, and whether everybody's work could be opened today. */
export function Status() {
  const { t } = useWords();
  const client = useClient();
  const asked = useAsked(() => fetchStatus(client), [client]);
  const [settingUp, setSettingUp] = useState(false);
  return (
    <Page title={t("recovery.title")} lead={t("recovery.why")}>
      <Loaded asked={asked}>
        {({ status, readiness }) => (
          <>
            <SwitchBlock status={status} onSetUp={() => setSettingUp(true)} onDone={asked.again} />
            <Block
              title={t("recovery.readiness")}
              lead={t("recovery.drill.note")}
              actions={status.on && <DrillButtons status={status} onDone={asked.again} />}
            >
              <ReadinessList readiness={asFarAsItGoes(status, readiness)} onDone={asked.again} />
            </Block>
          </>
        )}
      </Loaded>
      <OwnWork />
      {settingUp && (
        <SetUp
          onClose={() => {
            setSettingUp(false);
            asked.again();
          }}
        />
      )}
    </Page>
  );
}

function SwitchBlock({
  status: { on, awaiting, group },
  onSetUp,
  onDone,
}: {
  readonly status: RecoveryStatus;
  readonly onSetUp: () => void;
  readonly onDone: () => void;
}) {
  const say = useWords();
  const { t } = say;
  const client = useClient();
  const nameOf = useNames();
  const { ask, asked } = useAsk();
  const off = () =>
    ask({
      title: t("recovery.off"),
      text: t("recovery.off.ask"),
      action: t("recovery.off"),
      onConfirm: async () => {
        await client.recovery.off();
        const { on: still } = await client.recovery.status();
        tell(t(still === null ? "company.done" : "recovery.setup.waits"));
        onDone();
      },
    });
  return (
    <Block
      title={t(on === null ? "recovery.state.off" : "recovery.state.on")}
      actions={
        on === null && awaiting === null ? (
          <Button look="primary" onPress={onSetUp}>
            {t("recovery.setup")}
          </Button>
        ) : (
          <Button look="danger" onPress={off}>
            {t("recovery.off")}
          </Button>
        )
      }
    >
      {awaiting && (
        <Banner tone="warning" actions={awaiting.by !== client.account.user && <ConfirmSwitch onDone={onDone} />}>
          {t(awaiting.group === null ? "recovery.state.waitsOff" : "recovery.state.waits", {
            name: nameOf(awaiting.by),
          })}
        </Banner>
      )}
      {group && <Facts facts={[...(on ? switchFacts(on, nameOf, say) : []), ...groupFacts(group, nameOf, say)]} />}
      {asked}
    </Block>
  );
}
