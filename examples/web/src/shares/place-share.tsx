import { useState } from "react";
import type { ShareDetails } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { useLive } from "../shell/live.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Form } from "../ui/form.tsx";
import { Select } from "../ui/select.tsx";
import { folderChoices } from "../vault/folder-choices.ts";
import { useWords } from "../words/words.tsx";

const top = "";

/** Where a shared folder stands in one's own tree: nobody else's business. */
export function PlaceShare({ share, onClose }: { share: ShareDetails; onClose: () => void }) {
  const { t } = useWords();
  const client = useClient();
  const [folder, setFolder] = useState(top);
  const tree = useLive(client, () => client.profile(share.scope).tree(), [share.scope]);
  const place = async () => {
    await client.shares.place(share.id, folder === top ? null : folder);
    onClose();
  };
  return (
    <Dialog title={t("shares.place")} onClose={onClose}>
      <Form action={t("move.action")} onSubmit={place} onCancel={onClose}>
        <Select
          label={t("move.folder")}
          hint={t("shares.place-hint")}
          options={[{ id: top, label: t("folder.top") }, ...(tree.value ? folderChoices(tree.value) : [])]}
          value={folder}
          onChange={setFolder}
        />
      </Form>
    </Dialog>
  );
}
