import { useEffect, useState } from "react";
import type { Item } from "sealgraph/client";
import { isCode } from "../session/session.ts";
import { useClient } from "../shell/client.tsx";
import { useLive } from "../shell/live.ts";
import { goTo } from "../shell/route.ts";
import { Badge, Banner, Empty } from "../ui/banner.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { sayError } from "../ui/problem.tsx";
import { Waiting } from "../ui/progress.tsx";
import { tell } from "../ui/toast.tsx";
import { useWords } from "../words/words.tsx";
import { Conflict } from "./conflict.tsx";
import { type Contents, shareNode } from "./contents.ts";
import { History } from "./history.tsx";
import { ItemFields } from "./item-fields.tsx";
import { ItemForm } from "./item-form.tsx";
import { ItemMenu } from "./item-menu.tsx";
import { KindSign, sayKind } from "./kind-sign.tsx";
import { itemsFor, type Place, placePath } from "./place.ts";
import { Refused } from "./refused.tsx";
import { SyncSign } from "./sync-sign.tsx";

/** One item: what stands in it, how it stands with the server, and what can be done with it. */
export function ItemPage({ id, place, contents }: { id: string; place: Place; contents: Contents }) {
  const say = useWords();
  const { t, ago } = say;
  const client = useClient();
  const [edits, setEdits] = useState(false);
  const [looksBack, setLooksBack] = useState(false);
  const known = contents.item(id);
  // What is in the trash, or came by a link, is not among what the view has.
  const asked = useLive(client, () => client.profile(place.profile).items().get(id), [id, place.profile]);
  const item = known ?? asked.value;
  const isReported = item?.profile === "BUSINESS";
  useEffect(() => {
    const report = async () => item && isReported && itemsFor(client, item).report("VIEWED", id);
    report().catch(() => undefined);
  }, [client, id, isReported]);

  if (!item) {
    if (asked.error === null) return <Waiting />;
    if (isCode(asked.error, "NOT_FOUND")) return <Empty icon="search" title={t("item.gone")} />;
    return <Banner tone="danger">{sayError(say, asked.error)}</Banner>;
  }
  if (edits) {
    const close = () => setEdits(false);
    return <ItemForm place={place} item={item} onClose={close} onSaved={close} />;
  }
  const share = item.share === null ? null : shareNode(contents.root, item.share);
  return (
    <article className="item">
      <header className="item-header">
        <KindSign kind={item.kind} />
        <div>
          <h2>{item.title || t("vault.untitled")}</h2>
          <p className="hint">{sayKind(say, item.kind)}</p>
        </div>
        <FavoriteButton item={item} />
        <ItemMenu item={item} place={place} onHistory={() => setLooksBack(true)} />
      </header>
      <div className="row">
        <SyncSign state={item.state} word />
        {share && <Badge>{t("item.shared-in", { name: share.name ?? t("shares.unnamed") })}</Badge>}
        {item.tags.map((tag) => (
          <Badge key={tag} tone="plain">
            {tag}
          </Badge>
        ))}
      </div>
      {item.trashedAt && <Banner tone="warning" title={t("item.in-trash", { ago: ago(item.trashedAt) })} />}
      <Refused item={item} />
      {item.conflictOf !== null && <Conflict copy={item} original={item.conflictOf} place={place} />}
      {item.hidden && <Banner title={t("item.hidden")}>{t("item.hidden-text")}</Banner>}
      {item.readable ? <ItemFields item={item} /> : <Banner tone="warning">{t("item.unreadable")}</Banner>}
      <footer className="row between">
        <span className="hint">{t("item.version", { version: item.version })}</span>
        {item.trashedAt ? (
          <Button
            icon="restore"
            onPress={() =>
              void itemsFor(client, item)
                .restore(item.id)
                .then(
                  () => goTo(...placePath({ ...place, view: { is: "ALL" } })),
                  (error: unknown) => tell(sayError(say, error), "danger"),
                )
            }
          >
            {t("trash.restore")}
          </Button>
        ) : (
          item.readable &&
          !item.hidden && (
            <Button icon="edit" onPress={() => setEdits(true)}>
              {t("item.edit")}
            </Button>
          )
        )}
      </footer>
      {looksBack && <History item={item} onClose={() => setLooksBack(false)} />}
    </article>
  );
}

function FavoriteButton({ item }: { item: Item }) {
  const say = useWords();
  const client = useClient();
  const mark = () =>
    itemsFor(client, item)
      .edit(item.id, { favorite: !item.favorite })
      .catch((error: unknown) => tell(sayError(say, error), "danger"));
  return (
    <span className={item.favorite ? "favorite" : ""}>
      <IconButton
        icon="star"
        label={say.t(item.favorite ? "item.unfavorite" : "item.favorite")}
        aria-pressed={item.favorite}
        isDisabled={!item.readable}
        onPress={() => void mark()}
      />
    </span>
  );
}
