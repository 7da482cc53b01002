import { useState } from "react";
import type { ShareDetails } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Form } from "../ui/form.tsx";
import { useWords } from "../words/words.tsx";
import { ItemsInput } from "./items-input.tsx";
import { isDay, nobody, RecipientsInput, recipientsOf } from "./recipients-input.tsx";

/** Puts people, or items, into a share. */
export function PutIn({
  share,
  what,
  onClose,
}: {
  share: ShareDetails;
  what: "PEOPLE" | "ITEMS";
  onClose: () => void;
}) {
  const { t } = useWords();
  const client = useClient();
  const [wanted, setWanted] = useState(nobody);
  const [items, setItems] = useState<readonly string[]>([]);
  const recipients = recipientsOf(wanted);
  const isReady = what === "ITEMS" ? items.length > 0 : recipients.length > 0 && isDay(wanted.until);
  const submit = async () => {
    if (what === "ITEMS") await client.shares.addItems(share.id, items);
    else await client.shares.add(share.id, recipients);
    onClose();
  };
  return (
    <Dialog title={t(what === "ITEMS" ? "shares.put-in" : "recipients.add")} onClose={onClose}>
      <Form action={t("shares.add-them")} onSubmit={submit} onCancel={onClose} isDisabled={!isReady}>
        {what === "ITEMS" ? (
          <ItemsInput profile={share.scope} chosen={items} onChange={setItems} />
        ) : (
          <RecipientsInput wanted={wanted} onChange={setWanted} />
        )}
      </Form>
    </Dialog>
  );
}
