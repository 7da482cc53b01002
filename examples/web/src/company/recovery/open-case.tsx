import { useState } from "react";
import type { Client, OpenRecovery, RecoveryView } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { goTo } from "../../shell/route.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { Choices } from "../../ui/switch.tsx";
import { useWords } from "../../words/words.tsx";
import { Loaded } from "../loaded.tsx";
import { type Choosable, SelectPerson } from "../pick-person.tsx";
import { wholeNumber } from "../whole-number.ts";
import { CodeField, codeIn } from "./by-code.tsx";

async function fetchGround({ company, recovery, account }: Client) {
  const { group } = await recovery.status();
  return {
    people: [...(await company.people()), ...(await company.formerPeople())],
    holds: group !== null && [...group.custodians, ...group.members].includes(account.user),
    hasCode: group?.code != null,
  };
}

/** Asks to read what somebody had in their business profile: by a request that is signed for exactly that. */
export function OpenCase({ onClose }: { readonly onClose: () => void }) {
  const { t } = useWords();
  const client = useClient();
  const asked = useAsked(() => fetchGround(client), [client]);
  return (
    <Dialog title={t("recovery.cases.open")} serious onClose={onClose}>
      <Loaded asked={asked}>
        {({ people, holds, hasCode }) => (
          <OpenCaseForm
            people={people}
            ways={[...(holds ? (["key"] as const) : []), ...(hasCode ? (["code"] as const) : [])]}
            open={async (input) => (await client.recovery.open(input)).recovery}
            onOpened={({ id }) => goTo("company", "recovery", "cases", id)}
            onClose={onClose}
          />
        )}
      </Loaded>
    </Dialog>
  );
}

type Way = "key" | "code";

/** The same for whoever may ask: also for staff of a partner, who act by no code. */
export function OpenCaseForm({
  people,
  ways,
  open,
  onOpened,
  onClose,
}: {
  readonly people: readonly Choosable[];
  readonly ways: readonly Way[];
  readonly open: (input: OpenRecovery) => Promise<RecoveryView>;
  readonly onOpened: (recovery: RecoveryView) => void;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const [user, setUser] = useState(people[0]?.user ?? "");
  const [purpose, setPurpose] = useState("");
  const [hours, setHours] = useState("24");
  const [way, setWay] = useState<Way>(ways[0] ?? "key");
  const [typed, setTyped] = useState("");
  const lasting = wholeNumber(hours, 1, 168);
  const code = way === "code" ? codeIn(typed) : undefined;
  const ready = user !== "" && purpose.trim() !== "" && lasting !== null && code !== null;
  if (ways.length === 0) return <p>{t("recovery.case.noKey")}</p>;
  return (
    <Form
      action={t("recovery.case.ask")}
      isDisabled={!ready}
      onCancel={onClose}
      onSubmit={async () => {
        if (lasting === null || code === null) return;
        const opened = await open({ user, purpose, hours: lasting, ...(code !== undefined && { code }) });
        onClose();
        onOpened(opened);
      }}
    >
      <SelectPerson label={t("recovery.case.of")} people={people} value={user} onChange={setUser} />
      <TextField
        label={t("recovery.case.purposeField")}
        value={purpose}
        onChange={setPurpose}
        lines={3}
        maxLength={1_000}
      />
      <TextField
        label={t("recovery.case.hours")}
        value={hours}
        onChange={setHours}
        inputMode="numeric"
        error={lasting === null ? t("policy.field.wrong", { least: 1, most: 168 }) : null}
      />
      {ways.length > 1 && (
        <Choices
          label={t("recovery.by")}
          value={way}
          onChange={setWay}
          options={ways.map((id) => ({ id, label: t(`recovery.by.${id}`) }))}
        />
      )}
      {way === "code" && <CodeField text={typed} onChange={setTyped} />}
    </Form>
  );
}
