import { useState } from "react";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { tell } from "../ui/toast.tsx";
import { useWords } from "../words/words.tsx";

/** Asks for one text, and does something with it. */
export function OneField({
  title,
  label,
  hint,
  first,
  mayBeEmpty = false,
  check = () => true,
  onSubmit,
  onClose,
}: {
  readonly title: string;
  readonly label: string;
  readonly hint?: string;
  readonly first: string;
  readonly mayBeEmpty?: boolean;
  readonly check?: (text: string) => boolean;
  readonly onSubmit: (text: string) => Promise<unknown>;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const [text, setText] = useState(first);
  return (
    <Dialog title={title} onClose={onClose}>
      <Form
        action={t("company.save")}
        isDisabled={(!mayBeEmpty && text.trim() === "") || !check(text)}
        onCancel={onClose}
        onSubmit={async () => {
          await onSubmit(text);
          tell(t("company.done"));
          onClose();
        }}
      >
        <TextField label={label} hint={hint} value={text} onChange={setText} autoFocus />
      </Form>
    </Dialog>
  );
}
