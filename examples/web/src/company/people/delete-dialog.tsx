import { useState } from "react";
import { useClient } from "../../shell/client.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { tell } from "../../ui/toast.tsx";
import { useWords } from "../../words/words.tsx";

/** Asks for the name before somebody is erased: nobody brings that back. */
export function DeleteDialog({
  person: { user, name },
  onDone,
  onClose,
}: {
  readonly person: { readonly user: string; readonly name: string | null };
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const client = useClient();
  const [typed, setTyped] = useState("");
  const called = name ?? user.slice(0, 8);
  return (
    <Dialog title={t("company.person.delete")} serious onClose={onClose}>
      <p>{t("company.person.ask.delete", { name: called })}</p>
      <Form
        action={t("company.person.delete")}
        look="danger"
        isDisabled={typed.trim() !== called}
        onCancel={onClose}
        onSubmit={async () => {
          const { accountErased } = await client.company.delete(user);
          tell(t(accountErased ? "company.person.deleted.all" : "company.person.deleted.here", { name: called }));
          onClose();
          onDone();
        }}
      >
        <TextField label={t("company.person.typeName")} hint={called} value={typed} onChange={setTyped} autoFocus />
      </Form>
    </Dialog>
  );
}
