import { useState } from "react";
import type { CompanyPlan, ManagedCompany, PartnerView } from "sealgraph/client";
import { useAsk } from "../../company/ask.tsx";
import { OneField } from "../../company/one-field.tsx";
import { wholeNumber } from "../../company/whole-number.ts";
import { useClient } from "../../shell/client.tsx";
import { goTo } from "../../shell/route.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { Menu } from "../../ui/menu.tsx";
import { Select } from "../../ui/select.tsx";
import { tell } from "../../ui/toast.tsx";
import { useWords } from "../../words/words.tsx";
import { titleOfCompany } from "../companies.tsx";
import { labelsIn } from "../labels.ts";
import { may } from "../may.ts";

type Open = "labels" | "reference" | "seats" | "plan";

/** What staff do with a company by the server's table alone, each by the role that it takes. */
export function CompanyActions({
  company,
  view,
  onDone,
}: {
  readonly company: ManagedCompany;
  readonly view: PartnerView;
  readonly onDone: () => void;
}) {
  const { t } = useWords();
  const { partner } = useClient();
  const { ask, asked } = useAsk();
  const [open, setOpen] = useState<Open | null>(null);
  const { tenant, labels, reference, seats, suspendedAt } = company;
  const name = titleOfCompany(company, t);
  const close = () => setOpen(null);
  const opens = (id: Open) => ({ id, label: t(`partner.act.${id}`), onAction: () => setOpen(id) });
  const asks = (id: "suspend" | "resume" | "release", onConfirm: () => Promise<unknown>) => ({
    id,
    label: t(`partner.act.${id}`),
    danger: id !== "resume",
    onAction: () =>
      ask({
        title: t(`partner.act.${id}`),
        text: t(`partner.act.${id}.ask`, { name }),
        action: t(`partner.act.${id}`),
        look: id === "resume" ? "primary" : "danger",
        onConfirm,
      }),
  });
  const then = (act: () => Promise<unknown>) => async () => {
    await act();
    onDone();
  };
  const release = async () => {
    const { desk } = await partner.release(tenant);
    tell(t(`partner.act.release.${desk}`));
    goTo("partner", "companies");
  };
  return (
    <>
      <Menu
        label={t("partner.company.actions", { name })}
        actions={[
          may(view, "configure") && opens("labels"),
          may(view, "configure") && opens("reference"),
          may(view, "terms") && opens("plan"),
          may(view, "terms") && opens("seats"),
          may(view, "terms") &&
            (suspendedAt === null
              ? asks(
                  "suspend",
                  then(() => partner.suspend(tenant)),
                )
              : asks(
                  "resume",
                  then(() => partner.resume(tenant)),
                )),
          may(view, "release") && asks("release", release),
        ]}
      />
      {asked}
      {open === "labels" && (
        <OneField
          title={t("partner.act.labels")}
          label={t("partner.create.labels")}
          hint={t("partner.act.labels.note")}
          first={labels.join(", ")}
          mayBeEmpty
          onClose={close}
          onSubmit={(text) => then(() => partner.setLabels(tenant, labelsIn(text)))()}
        />
      )}
      {open === "reference" && (
        <OneField
          title={t("partner.act.reference")}
          label={t("partner.create.reference")}
          first={reference ?? ""}
          mayBeEmpty
          onClose={close}
          onSubmit={(text) => then(() => partner.setReference(tenant, text.trim() === "" ? null : text.trim()))()}
        />
      )}
      {open === "seats" && (
        <OneField
          title={t("partner.act.seats")}
          label={t("partner.create.seats")}
          first={String(seats)}
          onClose={close}
          check={(text) => wholeNumber(text, 0, 1_000_000) !== null}
          onSubmit={(text) => then(() => partner.setSeats(tenant, Number(text)))()}
        />
      )}
      {open === "plan" && <ChangePlan company={company} plans={view.plans} onDone={onDone} onClose={close} />}
    </>
  );
}

function ChangePlan({
  company,
  plans,
  onDone,
  onClose,
}: {
  readonly company: ManagedCompany;
  readonly plans: readonly CompanyPlan[];
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const { partner } = useClient();
  const [plan, setPlan] = useState(company.plan);
  const [days, setDays] = useState("30");
  const trial = wholeNumber(days, 1, 365);
  return (
    <Dialog title={t("partner.act.plan")} onClose={onClose}>
      <Form
        action={t("company.save")}
        isDisabled={plan === "TRIAL" && trial === null}
        onCancel={onClose}
        onSubmit={async () => {
          await partner.changePlan(company.tenant, plan, plan === "TRIAL" ? (trial ?? undefined) : undefined);
          onDone();
          onClose();
        }}
      >
        <Select
          label={t("partner.create.plan")}
          value={plan}
          onChange={setPlan}
          options={plans.map((id) => ({ id, label: t(`company.plan.${id}`) }))}
        />
        {plan === "TRIAL" && (
          <TextField label={t("partner.create.trialDays")} value={days} onChange={setDays} inputMode="numeric" />
        )}
      </Form>
    </Dialog>
  );
}
