import { useState } from "react";
import type { Client, RecoveryMode } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { Banner } from "../../ui/banner.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { Checkbox } from "../../ui/switch.tsx";
import { tell } from "../../ui/toast.tsx";
import { useWords } from "../../words/words.tsx";
import { Loaded } from "../loaded.tsx";
import { wholeNumber } from "../whole-number.ts";
import { useKeepCode } from "./keep-code.tsx";

const fetchGround = async ({ company }: Client) => ({
  name: (await company.view()).name ?? "",
  administrators: (await company.people()).filter(({ role, suspended }) => role === "ADMINISTRATOR" && !suspended),
});
type Ground = Awaited<ReturnType<typeof fetchGround>>;

/** Names who can open business profiles: custodians, a code, or both. */
export function SetUp({ onClose }: { readonly onClose: () => void }) {
  const { t } = useWords();
  const client = useClient();
  const asked = useAsked(() => fetchGround(client), [client]);
  return (
    <Dialog title={t("recovery.setup")} onClose={onClose} serious>
      <Loaded asked={asked}>{(ground) => <Fields ground={ground} onClose={onClose} />}</Loaded>
    </Dialog>
  );
}

/** What follows from who is named; null where nobody could open anything. */
function modeOf(custodians: readonly string[], hasCode: boolean): RecoveryMode | null {
  if (custodians.length > 0) return hasCode ? "BOTH" : "RECOVERY_GROUP";
  return hasCode ? "RECOVERY_CODE" : null;
}

function Fields({
  ground: { name, administrators },
  onClose,
}: {
  readonly ground: Ground;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const client = useClient();
  const { user } = client.account;
  const [custodians, setCustodians] = useState<readonly string[]>([user]);
  const [hasCode, setHasCode] = useState(false);
  const [approvals, setApprovals] = useState(administrators.length > 1 ? "1" : "0");
  const [hours, setHours] = useState("24");
  const { show, dialog } = useKeepCode(name);
  const mode = modeOf(custodians, hasCode);
  const [agree, wait] = [wholeNumber(approvals, 0, 5), wholeNumber(hours, 0, 168)];
  const makerHolds = mode !== "RECOVERY_GROUP" || custodians.includes(user);
  const begin = async () => {
    if (mode === null || agree === null || wait === null) return;
    await client.recovery.begin({ custodians, mode, approvals: agree, hours: wait, ...(hasCode && { code: show }) });
    const { on } = await client.recovery.status();
    tell(t(on === null ? "recovery.setup.waits" : "recovery.setup.done"));
    onClose();
  };
  return (
    <Form
      action={t("recovery.setup.do")}
      isDisabled={mode === null || agree === null || wait === null || !makerHolds}
      onCancel={onClose}
      onSubmit={begin}
    >
      <fieldset className="choices">
        <legend>{t("recovery.setup.custodians")}</legend>
        {administrators.map((person) => (
          <Checkbox
            key={person.user}
            isSelected={custodians.includes(person.user)}
            onChange={(on) =>
              setCustodians(on ? [...custodians, person.user] : custodians.filter((each) => each !== person.user))
            }
          >
            {person.name ?? t("company.unverified")} {person.address}
          </Checkbox>
        ))}
      </fieldset>
      <Checkbox isSelected={hasCode} onChange={setHasCode}>
        {t("recovery.setup.code")}
      </Checkbox>
      <TextField
        label={t("recovery.setup.approvals")}
        value={approvals}
        onChange={setApprovals}
        inputMode="numeric"
        error={agree === null ? t("policy.field.wrong", { least: 0, most: 5 }) : null}
      />
      <TextField
        label={t("recovery.setup.hours")}
        value={hours}
        onChange={setHours}
        inputMode="numeric"
        error={wait === null ? t("policy.field.wrong", { least: 0, most: 168 }) : null}
      />
      {mode === null && <Banner tone="warning">{t("recovery.setup.nobody")}</Banner>}
      {!makerHolds && <Banner tone="warning">{t("recovery.setup.maker")}</Banner>}
      {custodians.length === 1 && <Banner>{t("recovery.setup.one")}</Banner>}
      {dialog}
    </Form>
  );
}
