import { useState } from "react";
import type { Item } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { goTo } from "../shell/route.ts";
import { Confirm } from "../ui/dialog.tsx";
import { Menu } from "../ui/menu.tsx";
import { sayError } from "../ui/problem.tsx";
import { tell } from "../ui/toast.tsx";
import { useWords } from "../words/words.tsx";
import { MoveTo } from "./move-to.tsx";
import { itemsFor, type Place, placePath } from "./place.ts";

/** What can be done with an item besides looking at it and editing it. */
export function ItemMenu({ item, place, onHistory }: { item: Item; place: Place; onHistory: () => void }) {
  const say = useWords();
  const { t } = say;
  const client = useClient();
  const [asks, setAsks] = useState<"MOVE" | "PURGE" | null>(null);
  const items = () => itemsFor(client, item);
  const leave = () => goTo(...placePath({ ...place, item: null }));
  const trash = async () => {
    const here = window.location.hash;
    try {
      await items().trash(item.id);
      tell(t("vault.trashed", { title: item.title }));
      // Whoever has gone elsewhere meanwhile stays there.
      if (window.location.hash === here) leave();
    } catch (error) {
      tell(sayError(say, error), "danger");
    }
  };
  return (
    <>
      <Menu
        label={t("item.actions")}
        actions={
          item.trashedAt
            ? [{ id: "purge", icon: "trash", label: t("trash.purge"), danger: true, onAction: () => setAsks("PURGE") }]
            : [
                { id: "move", icon: "move", label: t("item.move"), onAction: () => setAsks("MOVE") },
                item.share === null && {
                  id: "share",
                  icon: "shares",
                  label: t("item.share"),
                  onAction: () => goTo("shares", "new", "item", item.profile.toLowerCase(), item.id),
                },
                { id: "history", icon: "history", label: t("item.history"), onAction: onHistory },
                { id: "trash", icon: "trash", label: t("vault.trash-it"), danger: true, onAction: () => void trash() },
              ]
        }
      />
      {asks === "MOVE" && (
        <MoveTo
          title={t("item.move-title", { title: item.title })}
          from={item}
          onMove={async (destination) => {
            const moved = await items().move(item.id, destination);
            goTo(...placePath({ profile: moved.profile, view: { is: "ALL" }, item: moved.id }));
          }}
          onClose={() => setAsks(null)}
        />
      )}
      {asks === "PURGE" && (
        <Confirm
          title={t("trash.purge-title", { title: item.title })}
          action={t("trash.purge")}
          onConfirm={async () => {
            await items().purge(item.id);
            leave();
          }}
          onClose={() => setAsks(null)}
        >
          <p>{t("trash.purge-text")}</p>
        </Confirm>
      )}
    </>
  );
}
