import { useState } from "react";
import { type Invited, readLink } from "../invitation/link.ts";
import { NoInvitation } from "../invitation/none.tsx";
import { waiting } from "../invitation/waiting.ts";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { useWords } from "../words/words.tsx";

/** For whoever was given a link and did not press it: what it is for is shown next, as if they had. */
export function PutInInvitation({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const [link, setLink] = useState("");
  const [refused, setRefused] = useState<Invited | null>(null);
  const submit = async () => {
    const invited = readLink(link, window.location.origin);
    if (!("link" in invited)) return setRefused(invited);
    onClose();
    waiting.set(invited);
  };
  return (
    <Dialog title={t("guest.join-title")} onClose={onClose}>
      <Form action={t("ui.next")} onSubmit={submit} onCancel={onClose}>
        <TextField
          label={t("guest.link")}
          value={link}
          onChange={(next) => {
            setLink(next);
            setRefused(null);
          }}
          isRequired
          autoFocus
        />
        {refused && <NoInvitation invited={refused} />}
      </Form>
    </Dialog>
  );
}
