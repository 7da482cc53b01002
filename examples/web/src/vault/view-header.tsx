import { useState } from "react";
import type { TreeNode } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { goTo, to } from "../shell/route.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/dialog.tsx";
import { Menu } from "../ui/menu.tsx";
import { tell } from "../ui/toast.tsx";
import { useWords, type WordKey } from "../words/words.tsx";
import { folderNode, itemsUnder, shareNode } from "./contents.ts";
import { NewFolder, RenameFolder } from "./folder-dialogs.tsx";
import { MoveTo } from "./move-to.tsx";
import { type Place, placePath, vaultOf } from "./place.ts";

/** What is looked at, and what can be done with it as a whole. */
export function ViewHeader({ place, root, onAdd }: { place: Place; root: TreeNode; onAdd: () => void }) {
  const { t } = useWords();
  const { view } = place;
  const isShared = view.is === "SHARE" || (view.is === "FOLDER" && view.share !== null);
  const title =
    view.is === "FOLDER"
      ? folderNode(root, view.folder)?.folder?.name || t("folder.unnamed")
      : view.is === "SHARE"
        ? (shareNode(root, view.share)?.name ?? t("shares.unnamed"))
        : t(`vault.view.${view.is}` as WordKey);
  return (
    <header className="page-header">
      <div>
        <h1 id="view">{title}</h1>
        <p className="hint">{isShared ? t("vault.shared-text") : t(`vault.profile.${place.profile}-text`)}</p>
      </div>
      <div className="row">
        {view.is === "FOLDER" && <FolderMenu place={place} root={root} folder={view.folder} name={title} />}
        {view.is === "SHARE" && (
          <a className="button plain" href={to("shares", view.share)}>
            {t("vault.share-details")}
          </a>
        )}
        {view.is !== "TRASH" && (
          <Button look="primary" icon="plus" onPress={onAdd}>
            {t("vault.add")}
          </Button>
        )}
      </div>
    </header>
  );
}

type Asks = "RENAME" | "NEW" | "MOVE" | "TRASH" | null;

function FolderMenu({ place, root, folder, name }: { place: Place; root: TreeNode; folder: string; name: string }) {
  const { t } = useWords();
  const client = useClient();
  const [asks, setAsks] = useState<Asks>(null);
  const close = () => setAsks(null);
  const share = place.view.is === "FOLDER" ? place.view.share : null;
  const folders = () => vaultOf(client, { profile: place.profile, share }).folders();
  const node = folderNode(root, folder);
  const up = () => goTo(...placePath({ ...place, view: { is: "ALL" }, item: null }));
  if (node === null) return null;
  return (
    <>
      <Menu
        label={t("folder.actions")}
        actions={[
          { id: "new", icon: "plus", label: t("folder.new-in"), onAction: () => setAsks("NEW") },
          { id: "rename", icon: "edit", label: t("folder.rename"), onAction: () => setAsks("RENAME") },
          { id: "move", icon: "move", label: t("folder.move"), onAction: () => setAsks("MOVE") },
          share === null && {
            id: "share",
            icon: "shares",
            label: t("folder.share"),
            onAction: () => goTo("shares", "new", "folder", place.profile.toLowerCase(), folder),
          },
          { id: "trash", icon: "trash", label: t("vault.trash-it"), danger: true, onAction: () => setAsks("TRASH") },
        ]}
      />
      {asks === "NEW" && <NewFolder place={place} root={root} within={folder} onClose={close} />}
      {asks === "RENAME" && (
        <RenameFolder name={name} rename={(next) => folders().rename(folder, next)} onClose={close} />
      )}
      {asks === "MOVE" && (
        <MoveTo
          title={t("folder.move-title", { name })}
          from={{ profile: place.profile, share }}
          without={folder}
          onMove={async (destination) => {
            await folders().move(folder, destination);
            up();
          }}
          onClose={close}
        />
      )}
      {asks === "TRASH" && (
        <Confirm
          title={t("folder.trash-title", { name })}
          action={t("vault.trash-it")}
          onClose={close}
          onConfirm={async () => {
            await folders().trash(folder);
            tell(t("vault.trashed", { title: name }));
            up();
          }}
        >
          <p>{t("folder.trash-text", { count: itemsUnder(node).length })}</p>
        </Confirm>
      )}
    </>
  );
}
