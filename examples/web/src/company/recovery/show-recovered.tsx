import type { Json, OpenedWork, RecoveredItem } from "sealgraph/client";
import { useAsked } from "../../shell/live.ts";
import { CopyIcon } from "../../ui/copy.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { useWords } from "../../words/words.tsx";
import { Facts } from "../facts.tsx";
import { Loaded } from "../loaded.tsx";

const textOf = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/** One item with all that is secret in it: its fields as they were written, whatever their kind is. */
export function ShowRecovered({
  work,
  item,
  onClose,
}: {
  readonly work: OpenedWork;
  readonly item: RecoveredItem;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const asked = useAsked(() => work.show(item), [work, item]);
  return (
    <Dialog title={item.title} onClose={onClose}>
      <Loaded asked={asked}>
        {({ fields, notes, kind, folder }) => (
          <Facts
            facts={[
              [t("recovery.items.kind"), kind],
              folder.length === 0 ? null : [t("recovery.items.folder"), folder.join(" / ")],
              ...Object.entries(fields)
                .filter(([, value]) => value !== null && value !== "")
                .map(
                  ([name, value]) =>
                    [
                      name,
                      <span key={name} className="row">
                        <code className="secret">{textOf(value as Json)}</code>
                        <CopyIcon text={textOf(value as Json)} label={t("recovery.items.copy", { name })} />
                      </span>,
                    ] as const,
                ),
              notes === ""
                ? null
                : [
                    t("recovery.items.notes"),
                    <span key="notes" className="notes">
                      {notes}
                    </span>,
                  ],
            ]}
          />
        )}
      </Loaded>
    </Dialog>
  );
}
