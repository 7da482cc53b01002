import { useState } from "react";
import type { CompanyCase, RecoveredItem, RecoveryView, VerifiedCompany } from "sealgraph/client";
import { useAsk } from "../../company/ask.tsx";
import { Loaded } from "../../company/loaded.tsx";
import { CaseItems } from "../../company/recovery/case-items.tsx";
import { CaseFacts } from "../../company/recovery/case-page.tsx";
import { FileCode, gathered } from "../../company/recovery/file-code.tsx";
import { OpenCaseForm } from "../../company/recovery/open-case.tsx";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { Block } from "../../shell/page.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Form } from "../../ui/form.tsx";
import { offerFile } from "../../ui/offer-file.ts";
import { Problem } from "../../ui/problem.tsx";
import { useWords } from "../../words/words.tsx";

/** Recoveries by staff whom a custodian of the company put into its recovery group. */
export function StaffRecovery({ verified: { tenant, people } }: { readonly verified: VerifiedCompany }) {
  const { t } = useWords();
  const client = useClient();
  const recovery = client.partner.recovery(tenant);
  const asked = useAsked(() => recovery.recoveries(), [client, tenant]);
  const { ask, asked: question } = useAsk();
  const [opening, setOpening] = useState(false);
  const nameOf = (user: string) =>
    people.find((each) => each.user === user)?.name ?? t("company.somebody", { id: user.slice(0, 8) });
  const leave = () =>
    ask({
      title: t("partner.recovery.leave"),
      text: t("partner.recovery.leave.ask"),
      action: t("partner.recovery.leave"),
      onConfirm: async () => {
        await recovery.leave();
        asked.again();
      },
    });
  return (
    <Block
      title={t("partner.recovery")}
      lead={t("partner.recovery.note")}
      actions={
        <>
          <Button onPress={() => setOpening(true)}>{t("recovery.cases.open")}</Button>
          <Button look="quiet" onPress={leave}>
            {t("partner.recovery.leave")}
          </Button>
        </>
      }
    >
      <Loaded asked={asked}>
        {(recoveries) =>
          recoveries.length === 0 ? (
            <p className="hint">{t("partner.recovery.none")}</p>
          ) : (
            recoveries.map((each) => (
              <OneRecovery key={each.id} tenant={tenant} recovery={each} nameOf={nameOf} onDone={asked.again} />
            ))
          )
        }
      </Loaded>
      {question}
      {opening && (
        <Dialog title={t("recovery.cases.open")} serious onClose={() => setOpening(false)}>
          <OpenCaseForm
            people={people}
            ways={["key"]}
            open={async (input) => (await recovery.open(input)).recovery}
            onOpened={asked.again}
            onClose={() => setOpening(false)}
          />
        </Dialog>
      )}
    </Block>
  );
}

function OneRecovery({
  tenant,
  recovery,
  nameOf,
  onDone,
}: {
  readonly tenant: string;
  readonly recovery: RecoveryView;
  readonly nameOf: (user: string) => string;
  readonly onDone: () => void;
}) {
  const { t } = useWords();
  const client = useClient();
  const [going, setGoing] = useState<CompanyCase | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [taking, setTaking] = useState<readonly RecoveredItem[] | null>(null);
  const { ask, asked } = useAsk();
  const resume = () => client.partner.recovery(tenant).resume(recovery.id);
  const close = () =>
    ask({
      title: t("recovery.case.close"),
      text: t("recovery.case.close.ask"),
      action: t("recovery.case.close"),
      onConfirm: async () => {
        await (going ?? (await resume())).close();
        setGoing(null);
        onDone();
      },
    });
  return (
    <section className="panel" aria-label={t("recovery.case.title", { name: nameOf(recovery.user) })}>
      <h3>{t("recovery.case.title", { name: nameOf(recovery.user) })}</h3>
      <CaseFacts recovery={recovery} nameOf={nameOf} />
      <div className="row">
        {recovery.state === "OPEN" && going === null && (
          <Button
            look="primary"
            icon="unlock"
            onPress={() => void resume().then(setGoing, (failed: unknown) => setError(failed))}
          >
            {t("recovery.case.read")}
          </Button>
        )}
        {(recovery.state === "OPEN" || recovery.state === "WAITING") && (
          <Button onPress={close}>{t("recovery.case.close")}</Button>
        )}
      </div>
      <Problem error={error} />
      {going && <CaseItems work={going} onTake={setTaking} />}
      {going && taking && <TakeIntoFile going={going} items={taking} onClose={() => setTaking(null)} />}
      {asked}
    </section>
  );
}

/** Staff are in no vault of a company: a file under a code of its own is how they hand over what they recovered. */
function TakeIntoFile({
  going,
  items,
  onClose,
}: {
  readonly going: CompanyCase;
  readonly items: readonly RecoveredItem[];
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const [code, setCode] = useState<string | null>(null);
  const take = async () => {
    let shown = "";
    const { file } = await going.takeIntoFile(items, (text) => {
      shown = text;
    });
    offerFile("recovered.sealgraph", "application/octet-stream", await gathered(file));
    setCode(shown);
  };
  return (
    <Dialog title={t("recovery.take")} serious onClose={onClose}>
      {code !== null ? (
        <FileCode code={code} onClose={onClose} />
      ) : (
        <Form action={t("partner.recovery.take")} onCancel={onClose} onSubmit={take}>
          <p>{t("recovery.items.count", { count: items.length })}</p>
        </Form>
      )}
    </Dialog>
  );
}
