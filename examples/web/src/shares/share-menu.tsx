import { useState } from "react";
import type { ShareDetails } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { goTo } from "../shell/route.ts";
import { Confirm } from "../ui/dialog.tsx";
import { Menu } from "../ui/menu.tsx";
import { RenameFolder } from "../vault/folder-dialogs.tsx";
import { useWords } from "../words/words.tsx";
import { PlaceShare } from "./place-share.tsx";

type Asks = "RENAME" | "PLACE" | "LEAVE" | "CLOSE" | null;

/** What somebody may do about a share as a whole. */
export function ShareMenu({ share, onChanged }: { share: ShareDetails; onChanged: () => void }) {
  const { t } = useWords();
  const client = useClient();
  const [asks, setAsks] = useState<Asks>(null);
  const close = () => setAsks(null);
  const name = share.name ?? t("shares.unnamed");
  const isOwner = share.permission === "OWNER";
  const gone = async (act: Promise<unknown>) => {
    await act;
    goTo("shares");
  };
  return (
    <>
      <Menu
        label={t("shares.actions")}
        actions={[
          isOwner && { id: "rename", icon: "edit", label: t("shares.rename"), onAction: () => setAsks("RENAME") },
          { id: "place", icon: "move", label: t("shares.place"), onAction: () => setAsks("PLACE") },
          { id: "leave", icon: "back", label: t("shares.leave"), danger: true, onAction: () => setAsks("LEAVE") },
          isOwner && {
            id: "close",
            icon: "close",
            label: t("shares.close"),
            danger: true,
            onAction: () => setAsks("CLOSE"),
          },
        ]}
      />
      {asks === "RENAME" && (
        <RenameFolder
          name={share.name ?? ""}
          rename={async (next) => {
            await client.shares.rename(share.id, next);
            onChanged();
          }}
          onClose={close}
        />
      )}
      {asks === "PLACE" && <PlaceShare share={share} onClose={close} />}
      {asks === "LEAVE" && (
        <Confirm
          title={t("shares.leave-title", { name })}
          action={t("shares.leave")}
          onConfirm={() => gone(client.shares.leave(share.id))}
          onClose={close}
        >
          <p>{t("shares.leave-text")}</p>
        </Confirm>
      )}
      {asks === "CLOSE" && (
        <Confirm
          title={t("shares.close-title", { name })}
          action={t("shares.close")}
          onConfirm={() => gone(client.shares.close(share.id))}
          onClose={close}
        >
          <p>{t("shares.close-text")}</p>
        </Confirm>
      )}
    </>
  );
}
