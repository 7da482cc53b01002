import { useMemo, useState } from "react";
import type { Item } from "sealgraph/client";
import { Badge, Empty } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { SearchField } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { useWords } from "../words/words.tsx";
import { byTitle, isFound } from "./contents.ts";
import { KindSign } from "./kind-sign.tsx";
import { type Place, toPlace } from "./place.ts";
import { openTexts, subtitle } from "./shown.ts";
import { SyncSign } from "./sync-sign.tsx";

/** So many are in the page at first: a vault may have tens of thousands. */
const portion = 200;

export function ItemList({
  items,
  place,
  search,
  onSearch,
  onAdd,
}: {
  items: readonly Item[];
  place: Place;
  search: string;
  onSearch: (search: string) => void;
  onAdd: () => void;
}) {
  const { t } = useWords();
  const [most, setMost] = useState(portion);
  const found = useMemo(
    () => items.filter((item) => search === "" || isFound(item, search, openTexts)).sort(byTitle),
    [items, search],
  );
  return (
    <>
      <SearchField label={t("vault.search")} value={search} onChange={onSearch} />
      <p className="read-out" role="status">
        {search !== "" && t("vault.found", { count: found.length })}
      </p>
      {found.length === 0 ? (
        <NoItems place={place} search={search} onAdd={onAdd} />
      ) : (
        <ul className="items">
          {found.slice(0, most).map((item) => (
            <ItemRow key={`${item.share}${item.id}`} item={item} place={place} />
          ))}
        </ul>
      )}
      {found.length > most && (
        <Button onPress={() => setMost(most + portion)}>{t("vault.more", { count: found.length - most })}</Button>
      )}
    </>
  );
}

function ItemRow({ item, place }: { item: Item; place: Place }) {
  const { t } = useWords();
  return (
    <li>
      <a href={toPlace({ ...place, item: item.id })} aria-current={item.id === place.item ? "true" : undefined}>
        <KindSign kind={item.kind} />
        <span className="item-text">
          <span className="item-title">{item.title || t("vault.untitled")}</span>
          <span className="hint">{item.readable ? subtitle(item) : t("vault.unreadable")}</span>
        </span>
        {item.conflictOf !== null && <Badge tone="warning">{t("vault.conflict")}</Badge>}
        {item.share !== null && <Icon name="shares" />}
        {item.favorite && (
          <span className="favorite">
            <Icon name="star" filled />
            <span className="read-out">{t("vault.favorite")}</span>
          </span>
        )}
        <SyncSign state={item.state} />
      </a>
    </li>
  );
}

function NoItems({ place: { view }, search, onAdd }: { place: Place; search: string; onAdd: () => void }) {
  const { t } = useWords();
  if (search !== "") return <Empty icon="search" title={t("vault.nothing-found", { search })} />;
  const canAdd = view.is === "ALL" || view.is === "FOLDER" || view.is === "SHARE";
  return (
    <Empty
      icon={view.is === "FAVORITES" ? "star" : canAdd ? "vault" : "check"}
      title={t(`vault.empty.${view.is as Exclude<typeof view.is, "TRASH">}`)}
      actions={
        canAdd && (
          <Button icon="plus" onPress={onAdd}>
            {t("vault.add-first")}
          </Button>
        )
      }
    >
      {t(`vault.empty.${view.is as Exclude<typeof view.is, "TRASH">}-text`)}
    </Empty>
  );
}
