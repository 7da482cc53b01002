import { useState } from "react";
import { type ByCode, wrongGroupOfRecoveryCode } from "sealgraph/client";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { useWords } from "../../words/words.tsx";

/** The lines that were typed: one is the code, several are parts of one. */
export function codeIn(text: string): ByCode["code"] | null {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const [first, ...others] = lines;
  if (first === undefined) return null;
  return others.length === 0 ? first : lines;
}

/** A code, or parts of one, as they stand on paper. What is mistyped is said while it is typed. */
export function CodeField({ text, onChange }: { readonly text: string; readonly onChange: (text: string) => void }) {
  const { t } = useWords();
  const code = codeIn(text);
  const digits = typeof code === "string" ? code.replace(/[\s-]/g, "").length : 0;
  const wrong = typeof code === "string" && digits === 60 ? wrongGroupOfRecoveryCode(code) : null;
  return (
    <TextField
      label={t("recovery.code.type")}
      hint={t("recovery.code.parts")}
      error={wrong === null ? null : t("recovery.code.bad", { group: wrong })}
      value={text}
      onChange={onChange}
      inputMode="numeric"
      lines={3}
      mono
    />
  );
}

/** Asks for the code, and does something by it. The code is let go of with the dialog. */
export function ByCodeDialog({
  title,
  text,
  action,
  onCode,
  onClose,
}: {
  readonly title: string;
  readonly text?: string;
  readonly action: string;
  readonly onCode: (code: string | readonly string[]) => Promise<unknown>;
  readonly onClose: () => void;
}) {
  const [typed, setTyped] = useState("");
  const code = codeIn(typed);
  return (
    <Dialog title={title} serious onClose={onClose}>
      {text && <p>{text}</p>}
      <Form
        action={action}
        isDisabled={code == null}
        onCancel={onClose}
        onSubmit={async () => {
          if (code == null) return;
          await onCode(code);
          onClose();
        }}
      >
        <CodeField text={typed} onChange={setTyped} />
      </Form>
    </Dialog>
  );
}
