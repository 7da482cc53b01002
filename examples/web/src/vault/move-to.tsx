import { useState } from "react";
import type { Destination, ProfileKind } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { useLive } from "../shell/live.ts";
import { Banner } from "../ui/banner.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Form } from "../ui/form.tsx";
import { Select } from "../ui/select.tsx";
import { useWords } from "../words/words.tsx";
import { folderChoices } from "./folder-choices.ts";
import { vaultOf } from "./place.ts";

const top = "";

/** Asks where something is to be moved: a profile or a share, and a folder in it. */
export function MoveTo({
  title,
  from,
  without,
  onMove,
  onClose,
}: {
  title: string;
  from: { readonly profile: ProfileKind; readonly share: string | null };
  /** A folder that cannot be moved into itself. */
  without?: string;
  onMove: (destination: Destination) => Promise<unknown>;
  onClose: () => void;
}) {
  const { t } = useWords();
  const client = useClient();
  const here = from.share ?? from.profile;
  const [place, setPlace] = useState<string>(here);
  const [folder, setFolder] = useState(top);
  const isProfile = place === "PERSONAL" || place === "BUSINESS";
  const share = isProfile ? null : place;
  const profile: ProfileKind = place === "BUSINESS" ? "BUSINESS" : "PERSONAL";
  const tree = useLive(client, () => vaultOf(client, { profile, share }).tree(), [place]);
  const shares = useLive(client, () => client.shares.list());
  const writable = (shares.value ?? []).filter(
    ({ permission, key }) => key === "HERE" && (permission === "OWNER" || permission === "EDITOR"),
  );
  const places = [
    { id: "PERSONAL", label: t("vault.profile.PERSONAL") },
    { id: "BUSINESS", label: t("vault.profile.BUSINESS") },
    ...writable.map(({ id, name }) => ({ id, label: t("move.share", { name: name ?? t("shares.unnamed") }) })),
  ];
  const move = async () => {
    const there = isProfile ? { profile } : { share: place };
    await onMove({ folder: folder === top ? null : folder, ...(place === here ? {} : there) });
    onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <Form action={t("move.action")} onSubmit={move} onCancel={onClose}>
        <Select
          label={t("move.place")}
          options={places}
          value={place}
          onChange={(next) => {
            setPlace(next);
            setFolder(top);
          }}
        />
        <Select
          label={t("move.folder")}
          options={[{ id: top, label: t("folder.top") }, ...(tree.value ? folderChoices(tree.value, without) : [])]}
          value={folder}
          onChange={setFolder}
        />
        {place !== here && <Banner>{t(isProfile ? "move.to-profile" : "move.to-share")}</Banner>}
      </Form>
    </Dialog>
  );
}
