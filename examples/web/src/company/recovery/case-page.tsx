import { useState } from "react";
import type { OpenedWork, RecoveryCase, RecoveryView } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { Block, Page } from "../../shell/page.tsx";
import { to } from "../../shell/route.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/problem.tsx";
import { useWords } from "../../words/words.tsx";
import { Facts } from "../facts.tsx";
import { Loaded } from "../loaded.tsx";
import { useNames } from "../names.ts";
import { ByCodeDialog } from "./by-code.tsx";
import { CaseActs } from "./case-acts.tsx";
import { CaseItems } from "./case-items.tsx";
import { stateInWords } from "./case-state.ts";
import { TakeDialog } from "./take-dialog.tsx";

/** One recovery, from the request over approvals to what it opens. */
export function CasePage({ id }: { readonly id: string }) {
  const { t } = useWords();
  const client = useClient();
  const nameOf = useNames();
  const asked = useAsked(
    async () => (await client.recovery.recoveries()).find((each) => each.id === id) ?? null,
    [client, id],
  );
  return (
    <Loaded asked={asked}>
      {(recovery) =>
        recovery === null ? (
          <Page title={t("recovery.cases.none")}>
            <a href={to("company", "recovery", "cases")}>{t("recovery.cases.title")}</a>
          </Page>
        ) : (
          <Page
            title={t("recovery.case.title", { name: nameOf(recovery.user) })}
            actions={<CaseActs recovery={recovery} onDone={asked.again} />}
          >
            <CaseFacts recovery={recovery} nameOf={nameOf} />
            {recovery.state === "OPEN" && recovery.openedBy === client.account.user && <Inside recovery={recovery} />}
          </Page>
        )
      }
    </Loaded>
  );
}

export function CaseFacts({
  recovery,
  nameOf,
}: {
  readonly recovery: RecoveryView;
  readonly nameOf: (user: string) => string;
}) {
  const say = useWords();
  const { t, time } = say;
  const { openedBy, openedAt, byCode, purpose, approvals } = recovery;
  return (
    <Facts
      facts={[
        [t("recovery.case.state"), stateInWords(recovery, say)],
        [t("recovery.case.purpose"), purpose],
        [
          t("recovery.case.by"),
          `${nameOf(openedBy)}${byCode ? `, ${t("recovery.case.byCode")}` : ""}, ${time(openedAt)}`,
        ],
        approvals.length === 0
          ? null
          : [
              t("recovery.case.approvals"),
              <ul key="approvals" className="plain">
                {approvals.map(({ user, verdict, at }) => (
                  <li key={user}>{t(`recovery.case.${verdict}`, { name: nameOf(user), date: time(at) })}</li>
                ))}
              </ul>,
            ],
      ]}
    />
  );
}

/** What it opens. The key is asked of this device, or the code of whoever opened it by one. */
function Inside({ recovery }: { readonly recovery: RecoveryView }) {
  const { t } = useWords();
  const client = useClient();
  const [going, setGoing] = useState<RecoveryCase | null>(null);
  const [typing, setTyping] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [taking, setTaking] = useState<Parameters<typeof TakeDialog>[0]["items"] | null>(null);
  const resume = async (code?: string | readonly string[]) =>
    setGoing(await client.recovery.resume(recovery.id, code === undefined ? {} : { code }));
  const begin = () => (recovery.byCode ? setTyping(true) : void resume().catch((failed: unknown) => setError(failed)));
  if (going === null)
    return (
      <Block title={t("recovery.items.title")}>
        <div>
          <Button look="primary" icon="unlock" onPress={begin}>
            {t("recovery.case.read")}
          </Button>
        </div>
        <Problem error={error} />
        {typing && (
          <ByCodeDialog
            title={t("recovery.by.code")}
            action={t("recovery.case.read")}
            onCode={resume}
            onClose={() => setTyping(false)}
          />
        )}
      </Block>
    );
  return (
    <>
      {going.leftOut.length > 0 && (
        <Banner tone="warning">{t("recovery.case.leftOut", { count: going.leftOut.length })}</Banner>
      )}
      <CaseItems work={going as OpenedWork} onTake={setTaking} />
      {taking && <TakeDialog going={going} items={taking} onClose={() => setTaking(null)} />}
    </>
  );
}
