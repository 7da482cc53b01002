import { useEffect, useState } from "react";
import type { OpenedWork, RecoveredItem, RecoveredItems } from "sealgraph/client";
import { Block } from "../../shell/page.tsx";
import { Badge, Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Progress } from "../../ui/progress.tsx";
import { Checkbox } from "../../ui/switch.tsx";
import { useWords } from "../../words/words.tsx";
import { ShowRecovered } from "./show-recovered.tsx";

const keyOf = ({ id, from }: RecoveredItem): string => `${from.vault} ${id}`;

/** Opened backups, item by item: verified here as they are read, and without secrets until one is shown. */
export function CaseItems({
  work,
  onTake,
}: {
  readonly work: OpenedWork;
  readonly onTake: (items: readonly RecoveredItem[]) => void;
}) {
  const { t } = useWords();
  const [state, setState] = useState<{
    readonly all: RecoveredItems | null;
    readonly error: unknown;
    readonly done: number;
    readonly total: number;
  }>({
    all: null,
    error: null,
    done: 0,
    total: 0,
  });
  useEffect(() => {
    let over = false;
    work.items({ onProgress: (done, total) => over || setState({ all: null, error: null, done, total }) }).then(
      (all) => over || setState((before) => ({ ...before, all })),
      (error: unknown) => over || setState((before) => ({ ...before, error })),
    );
    return () => {
      over = true;
    };
  }, [work]);
  const { all, error, done, total } = state;
  return (
    <Block title={t("recovery.items.title")}>
      <Problem error={error} />
      {all === null ? (
        error === null && (
          <Progress label={t("recovery.case.reading", { done, total })} value={total === 0 ? null : done / total} />
        )
      ) : (
        <Items all={all} work={work} onTake={onTake} />
      )}
    </Block>
  );
}

function Items({
  all: { items, unread, refused },
  work,
  onTake,
}: {
  readonly all: RecoveredItems;
  readonly work: OpenedWork;
  readonly onTake: (items: readonly RecoveredItem[]) => void;
}) {
  const { t } = useWords();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [shown, setShown] = useState<RecoveredItem | null>(null);
  const pick = (item: RecoveredItem) => {
    const next = new Set(picked);
    if (!next.delete(keyOf(item))) next.add(keyOf(item));
    setPicked(next);
  };
  const chosen = items.filter((item) => picked.has(keyOf(item)));
  const living = items.filter(({ trashedAt }) => trashedAt === null);
  return (
    <>
      {unread.length > 0 && <Banner tone="warning">{t("recovery.items.unread", { count: unread.length })}</Banner>}
      {refused.length > 0 && <Banner tone="danger">{t("recovery.items.refused", { count: refused.length })}</Banner>}
      <div className="row between">
        <span className="hint" role="status">
          {t("recovery.items.count", { count: items.length })}
        </span>
        <div className="row">
          <Button onPress={() => setPicked(new Set(living.map(keyOf)))}>{t("recovery.items.all")}</Button>
          <Button look="primary" isDisabled={chosen.length === 0} onPress={() => onTake(chosen)}>
            {t("recovery.take")}
          </Button>
        </div>
      </div>
      <ul className="lines">
        {items.map((item) => (
          <li key={keyOf(item)}>
            <Checkbox isSelected={picked.has(keyOf(item))} onChange={() => pick(item)}>
              <strong>{item.title}</strong>{" "}
              <span className="hint">
                {[
                  ...item.folder,
                  item.from.kind === "PROFILE"
                    ? t("recovery.items.profile")
                    : t("recovery.items.share", { name: item.from.name ?? "" }),
                ].join(" · ")}
              </span>{" "}
              {item.trashedAt && <Badge tone="plain">{t("recovery.items.trashed")}</Badge>}
            </Checkbox>
            <Button look="quiet" icon="eye" onPress={() => setShown(item)}>
              {t("recovery.items.show")}
            </Button>
          </li>
        ))}
      </ul>
      {shown && <ShowRecovered work={work} item={shown} onClose={() => setShown(null)} />}
    </>
  );
}
