import { useState } from "react";
import { type Desk, type DeskRight, deskRights } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { Checkbox } from "../../ui/switch.tsx";
import { tell } from "../../ui/toast.tsx";
import { useWords } from "../../words/words.tsx";
import { wholeNumber } from "../whole-number.ts";

/** Which rights, and how long a break-glass waits. */
export function RightsFields({
  rights,
  hours,
  onRights,
  onHours,
  fewest = 0,
}: {
  readonly rights: readonly DeskRight[];
  readonly hours: string;
  readonly onRights: (rights: readonly DeskRight[]) => void;
  readonly onHours: (hours: string) => void;
  /** The least that a break-glass waits: in a company that nobody of it has said yet, a day. */
  readonly fewest?: number;
}) {
  const { t } = useWords();
  return (
    <>
      <fieldset className="choices">
        <legend>{t("company.desk.rights")}</legend>
        {deskRights.map((right) => (
          <Checkbox
            key={right}
            isSelected={rights.includes(right)}
            onChange={(on) => onRights(deskRights.filter((each) => (each === right ? on : rights.includes(each))))}
          >
            {t(`company.desk.right.${right}`)}
          </Checkbox>
        ))}
      </fieldset>
      <TextField
        label={t("company.desk.hours.field")}
        value={hours}
        onChange={onHours}
        inputMode="numeric"
        error={wholeNumber(hours, fewest, 168) === null ? t("policy.field.wrong", { least: fewest, most: 168 }) : null}
      />
    </>
  );
}

/** Gives a desk other rights, or lets its break-glass wait for another time. */
export function ChangeDesk({
  desk,
  onDone,
  onClose,
}: {
  readonly desk: Desk;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const client = useClient();
  const [rights, setRights] = useState(desk.rights);
  const [hours, setHours] = useState(String(desk.hours));
  const wait = wholeNumber(hours, 0, 168);
  return (
    <Dialog title={t("company.desk.change")} onClose={onClose}>
      <Form
        action={t("company.policies.set")}
        isDisabled={wait === null}
        onCancel={onClose}
        onSubmit={async () => {
          await client.company.desks.change(desk.desk, { rights, ...(wait !== null && { hours: wait }) });
          tell(t("company.done"));
          onDone();
          onClose();
        }}
      >
        <RightsFields rights={rights} hours={hours} onRights={setRights} onHours={setHours} />
      </Form>
    </Dialog>
  );
}
