import { auditKinds, type LogEntry } from "sealgraph/client";
import { Badge } from "../../ui/banner.tsx";
import { Table } from "../../ui/table.tsx";
import { type Say, useWords } from "../../words/words.tsx";
import type { NameInLog } from "./log-names.ts";

export function LogTable({ entries, nameOf }: { readonly entries: readonly LogEntry[]; readonly nameOf: NameInLog }) {
  const { t, time } = useWords();
  const called = (id: string) => nameOf(id) ?? t("company.somebody", { id: id.slice(0, 8) });
  return (
    <Table
      label={t("company.log.title")}
      rows={entries}
      idOf={({ entry }) => entry}
      empty={t("company.log.none")}
      columns={[
        { id: "revision", label: t("company.log.revision"), align: "end", show: ({ revision }) => revision },
        { id: "at", label: t("company.log.at"), show: ({ at }) => time(at) },
        { id: "kind", label: t("company.log.kind"), isRowHeader: true, show: (entry) => <What {...entry} /> },
        {
          id: "by",
          label: t("company.log.by"),
          show: ({ actor, surface }) =>
            actor === null ? "" : surface === "SERVICE" ? t("company.log.program") : called(actor),
        },
        { id: "about", label: t("company.log.details"), show: (entry) => about(entry, called, t) },
      ]}
    />
  );
}

/** What an entry of this kind means; one that a later release knows is shown by its name. */
export const meaningOf = (kind: string): string | null =>
  Object.hasOwn(auditKinds, kind) ? auditKinds[kind as keyof typeof auditKinds] : null;

function What({ kind, origin }: LogEntry) {
  const { t } = useWords();
  const meaning = meaningOf(kind);
  return (
    <div className="setting">
      <span lang={meaning === null ? undefined : "en"}>{meaning ?? kind}</span>
      <span className="badges">
        <code>{kind}</code>
        {origin === "CLIENT" && <Badge>{t("company.log.origin.CLIENT")}</Badge>}
      </span>
    </div>
  );
}

function about(entry: LogEntry, called: (id: string) => string, t: Say["t"]): string {
  const { actor, actorDevice, user, device, group, vault, amount } = entry;
  return [
    user !== null && user !== actor && t("company.log.about", { name: called(user) }),
    device !== null && device !== actorDevice && t("company.log.device", { id: device.slice(0, 8) }),
    group !== null && t("company.log.group", { id: group.slice(0, 8) }),
    vault !== null && t("company.log.vault", { id: vault.slice(0, 8) }),
    amount !== null && t("company.log.amount", { amount }),
  ]
    .filter((each) => each !== false)
    .join(", ");
}
