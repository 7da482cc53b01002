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
  first,
  onSubmit,
  onClose,
}: {
  readonly title: string;
  readonly label: string;
  readonly first: string;
  readonly onSubmit: (text: string) => Promise<unknown>;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const [text, setText] = useState(first);
  return (
    <Dialog title={title} onClose={onClose}>
      <Form
        action={t("company.save")}
        isDisabled={text.trim() === ""}
        onCancel={onClose}
        onSubmit={async () => {
          await onSubmit(text);
          tell(t("company.done"));
          onClose();
        }}
      >
        <TextField label={label} value={text} onChange={setText} autoFocus />
      </Form>
    </Dialog>
  );
}
