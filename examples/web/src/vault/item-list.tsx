import { memo } from "react";
import type { Item } from "sealgraph/client";
import { Badge, Empty } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { SearchField } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { LongList } from "../ui/long-list.tsx";
import { useWords } from "../words/words.tsx";
import { KindSign } from "./kind-sign.tsx";
import { type Place, toPlace } from "./place.ts";
import { subtitle } from "./shown.ts";
import { SyncSign } from "./sync-sign.tsx";

const keyOf = ({ share, id }: Item): string => `${share ?? ""}/${id}`;

/** What a view shows, or what was found of everything. */
export function ItemList({
  items,
  place,
  current,
  search,
  onSearch,
  onAdd,
}: {
  items: readonly Item[];
  place: Place;
  /** The one that is looked at, where it is known. */
  current: Item | undefined;
  search: string;
  onSearch: (search: string) => void;
  onAdd: () => void;
}) {
  const { t } = useWords();
  return (
    <>
      <SearchField label={t("vault.search")} value={search} onChange={onSearch} />
      <p className="read-out" role="status">
        {search !== "" && t("vault.found", { count: items.length })}
      </p>
      {items.length === 0 ? (
        <NoItems place={place} search={search} onAdd={onAdd} />
      ) : (
        <LongList all={items} keyOf={keyOf} current={current ? keyOf(current) : null}>
          {(item, tabIndex) => (
            <ItemRow
              item={item}
              href={toPlace({ ...place, item: item.id })}
              isCurrent={item.id === place.item}
              tabIndex={tabIndex}
            />
          )}
        </LongList>
      )}
    </>
  );
}

/** One item in a list. `isOfShare`: everything around it is of one share, which no row has to say. */
export const ItemRow = memo(function ItemRow({
  item,
  href,
  isCurrent = false,
  isOfShare = false,
  tabIndex,
}: {
  item: Item;
  href: string;
  isCurrent?: boolean;
  isOfShare?: boolean;
  tabIndex: 0 | -1;
}) {
  const { t } = useWords();
  return (
    <a href={href} tabIndex={tabIndex} aria-current={isCurrent ? "true" : undefined}>
      <KindSign kind={item.kind} />
      <span className="item-text">
        <span className="item-title">{item.title || t("vault.untitled")}</span>
        <span className="hint">{item.readable ? subtitle(item) : t("vault.unreadable")}</span>
      </span>
      {item.conflictOf !== null && <Badge tone="warning">{t("vault.conflict")}</Badge>}
      {item.share !== null && !isOfShare && <Icon name="shares" />}
      {item.favorite && (
        <span className="favorite">
          <Icon name="star" filled />
          <span className="read-out">{t("vault.favorite")}</span>
        </span>
      )}
      <SyncSign state={item.state} />
    </a>
  );
});

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
