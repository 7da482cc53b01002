import { useState } from "react";
import { type CompanyPlan, type DeskRight, deskRights, type Founded, type PartnerView } from "sealgraph/client";
import { CopyField } from "../company/copy-field.tsx";
import { RightsFields } from "../company/desks/change-desk.tsx";
import { wholeNumber } from "../company/whole-number.ts";
import { useClient } from "../shell/client.tsx";
import { goTo } from "../shell/route.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Actions, Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { Select } from "../ui/select.tsx";
import { useWords } from "../words/words.tsx";
import { labelsIn } from "./labels.ts";

/** Founds a company by the desk, and shows the link of its first administrator this once. */
export function FoundCompany({ view, onClose }: { readonly view: PartnerView; readonly onClose: () => void }) {
  const { t } = useWords();
  const [founded, setFounded] = useState<Founded | null>(null);
  return (
    <Dialog title={t("partner.companies.create")} serious onClose={onClose}>
      {founded === null ? (
        <Fields view={view} onFounded={setFounded} onClose={onClose} />
      ) : (
        <Shown founded={founded} onClose={onClose} />
      )}
    </Dialog>
  );
}

function Fields({
  view: { plans },
  onFounded,
  onClose,
}: {
  readonly view: PartnerView;
  readonly onFounded: (founded: Founded) => void;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const client = useClient();
  const [name, setName] = useState("");
  const [plan, setPlan] = useState<CompanyPlan>(plans[0] ?? "STANDARD");
  const [trial, setTrial] = useState("30");
  const [seats, setSeats] = useState("5");
  const [labels, setLabels] = useState("");
  const [reference, setReference] = useState("");
  const [address, setAddress] = useState("");
  const [person, setPerson] = useState("");
  const [rights, setRights] = useState<readonly DeskRight[]>(deskRights);
  const [hours, setHours] = useState("24");
  // Nobody of the company has said yet how long a break-glass waits there: a day at least.
  const fewest = rights.includes("BREAK_GLASS") ? 24 : 0;
  const [count, wait, days] = [
    wholeNumber(seats, 1, 100_000),
    wholeNumber(hours, fewest, 168),
    wholeNumber(trial, 1, 365),
  ];
  const ready =
    [name, address, person].every((text) => text.trim() !== "") &&
    count !== null &&
    wait !== null &&
    (plan !== "TRIAL" || days !== null);
  const found = async () => {
    if (count === null || wait === null) return;
    onFounded(
      await client.partner.create({
        name,
        plan,
        ...(plan === "TRIAL" && days !== null && { trialDays: days }),
        seats: count,
        labels: labelsIn(labels),
        ...(reference.trim() !== "" && { reference: reference.trim() }),
        rights,
        hours: wait,
        administrators: [{ address, name: person }],
      }),
    );
  };
  return (
    <Form action={t("partner.create.do")} isDisabled={!ready} onCancel={onClose} onSubmit={found}>
      <TextField label={t("partner.create.name")} value={name} onChange={setName} maxLength={100} autoFocus />
      <Select
        label={t("partner.create.plan")}
        value={plan}
        onChange={setPlan}
        options={plans.map((id) => ({ id, label: t(`company.plan.${id}`) }))}
      />
      {plan === "TRIAL" && (
        <TextField label={t("partner.create.trialDays")} value={trial} onChange={setTrial} inputMode="numeric" />
      )}
      <TextField label={t("partner.create.seats")} value={seats} onChange={setSeats} inputMode="numeric" />
      <TextField label={t("partner.create.labels")} value={labels} onChange={setLabels} />
      <TextField label={t("partner.create.reference")} value={reference} onChange={setReference} maxLength={100} />
      <h3>{t("partner.create.administrator")}</h3>
      <TextField label={t("company.invite.name")} value={person} onChange={setPerson} maxLength={100} />
      <TextField label={t("company.invite.address")} value={address} onChange={setAddress} type="email" />
      <RightsFields rights={rights} hours={hours} onRights={setRights} onHours={setHours} fewest={fewest} />
    </Form>
  );
}

function Shown({
  founded: { tenant, invitations, policies },
  onClose,
}: {
  readonly founded: Founded;
  readonly onClose: () => void;
}) {
  const { t, time } = useWords();
  return (
    <>
      <Banner tone="good">{t("partner.create.done")}</Banner>
      {invitations.map(({ name, link, expiresAt }) => (
        <div key={link} className="stack">
          <CopyField label={t("company.invite.made", { name })} value={link} isSecret />
          <p className="hint">{t("company.invite.warn", { name, date: time(expiresAt) })}</p>
        </div>
      ))}
      {policies.outcome === "REFUSED" || policies.outcome === "FAILED" ? (
        <Banner tone="warning">{t("partner.create.policies", { reason: policies.reason ?? policies.outcome })}</Banner>
      ) : null}
      <Actions>
        <Button
          look="primary"
          onPress={() => {
            onClose();
            goTo("partner", "companies", tenant);
          }}
        >
          {t("company.close")}
        </Button>
      </Actions>
    </>
  );
}
