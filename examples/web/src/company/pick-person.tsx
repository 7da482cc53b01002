import { useState } from "react";
import { Dialog } from "../ui/dialog.tsx";
import { Form } from "../ui/form.tsx";
import { Select } from "../ui/select.tsx";
import { tell } from "../ui/toast.tsx";
import { useWords } from "../words/words.tsx";

/** Somebody who can be chosen. */
export interface Choosable {
  readonly user: string;
  readonly name: string | null;
  readonly address: string | null;
}

/** What `onPick` gives where something is still asked before it is done. */
export const later = Symbol("later");

/** Asks for one of these people, and does something with them. */
export function PickPerson({
  title,
  people,
  onPick,
  onClose,
}: {
  readonly title: string;
  readonly people: readonly Choosable[];
  readonly onPick: (user: string) => Promise<unknown>;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const [user, setUser] = useState(people[0]?.user ?? "");
  return (
    <Dialog title={title} onClose={onClose}>
      {people.length === 0 ? (
        <p>{t("company.pick.nobody")}</p>
      ) : (
        <Form
          action={title}
          onCancel={onClose}
          onSubmit={async () => {
            if ((await onPick(user)) !== later) tell(t("company.done"));
            onClose();
          }}
        >
          <SelectPerson label={t("company.groups.add.who")} people={people} value={user} onChange={setUser} />
        </Form>
      )}
    </Dialog>
  );
}

export function SelectPerson({
  label,
  people,
  value,
  onChange,
}: {
  readonly label: string;
  readonly people: readonly Choosable[];
  readonly value: string;
  readonly onChange: (user: string) => void;
}) {
  const { t } = useWords();
  return (
    <Select
      label={label}
      value={value}
      onChange={onChange}
      options={people.map(({ user, name, address }) => ({
        id: user,
        label: name ?? t("company.unverified"),
        ...(address !== null && { hint: address }),
      }))}
    />
  );
}
