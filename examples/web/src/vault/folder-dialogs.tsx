import { useState } from "react";
import type { TreeNode } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { goTo } from "../shell/route.ts";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { Select } from "../ui/select.tsx";
import { useWords } from "../words/words.tsx";
import { folderChoices } from "./folder-choices.ts";
import { type Place, placePath, vaultOf } from "./place.ts";

const top = "";

export function NewFolder({
  place,
  root,
  within,
  onClose,
}: {
  place: Place;
  root: TreeNode;
  within?: string;
  onClose: () => void;
}) {
  const { t } = useWords();
  const client = useClient();
  const [name, setName] = useState("");
  const [folder, setFolder] = useState(within ?? top);
  const share = within !== undefined && place.view.is === "FOLDER" ? place.view.share : null;
  const make = async () => {
    const input = { name, folder: folder === top ? null : folder };
    const made = await vaultOf(client, { profile: place.profile, share }).folders().add(input);
    onClose();
    goTo(...placePath({ ...place, view: { is: "FOLDER", folder: made.id, share }, item: null }));
  };
  return (
    <Dialog title={t("folder.new")} onClose={onClose}>
      <Form action={t("folder.make")} onSubmit={make} onCancel={onClose}>
        <TextField label={t("folder.name")} value={name} onChange={setName} maxLength={200} isRequired autoFocus />
        {within === undefined && (
          <Select
            label={t("folder.within")}
            options={[{ id: top, label: t("folder.top") }, ...folderChoices(root)]}
            value={folder}
            onChange={setFolder}
          />
        )}
      </Form>
    </Dialog>
  );
}

export function RenameFolder({
  name,
  rename,
  onClose,
}: {
  name: string;
  rename: (next: string) => Promise<unknown>;
  onClose: () => void;
}) {
  const { t } = useWords();
  const [next, setNext] = useState(name);
  const save = async () => {
    await rename(next);
    onClose();
  };
  return (
    <Dialog title={t("folder.rename")} onClose={onClose}>
      <Form action={t("ui.save")} onSubmit={save} onCancel={onClose}>
        <TextField label={t("folder.name")} value={next} onChange={setNext} maxLength={200} isRequired autoFocus />
      </Form>
    </Dialog>
  );
}
