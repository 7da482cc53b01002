import { type AuditKind, auditKinds, type Client, type LogFilter } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { TextField } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { useWords } from "../../words/words.tsx";

const all = "ALL";
const kinds = Object.keys(auditKinds) as readonly AuditKind[];

async function fetchPeople({ company }: Client) {
  return [...(await company.people()), ...(await company.formerPeople())];
}

/** The day's beginning in this place of the world; undefined for what is no day. `ends` gives the beginning of the next. */
function momentOf(day: string, ends: boolean): Date | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return undefined;
  const date = new Date(`${day}T00:00:00`);
  if (ends) date.setDate(date.getDate() + 1);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Which entries are asked for: all of what is chosen holds. */
export function LogFilterFields({
  filter,
  onChange,
}: {
  readonly filter: LogFilter;
  readonly onChange: (filter: LogFilter) => void;
}) {
  const { t } = useWords();
  const client = useClient();
  const { value: people = [] } = useAsked(() => fetchPeople(client), [client]);
  const anybody = { id: all, label: t("company.log.anybody") };
  const persons = [
    anybody,
    ...people.map(({ user, name, address }) => ({ id: user, label: name ?? address ?? user.slice(0, 8) })),
  ];
  /** Without what is asked of no more: a filter holds no empty wishes. */
  const change = <K extends keyof LogFilter>(key: K, value: LogFilter[K] | undefined) => {
    const { [key]: _, ...rest } = filter;
    onChange(value === undefined ? rest : { ...rest, [key]: value });
  };
  const chosen = (id: string) => (id === all ? undefined : id);
  return (
    <fieldset className="filters">
      <legend className="quiet-legend">{t("company.log.filter")}</legend>
      <Select
        label={t("company.log.kind")}
        value={filter.kinds?.[0] ?? all}
        onChange={(id) => change("kinds", id === all ? undefined : [id as AuditKind])}
        options={[{ id: all, label: t("company.log.kind.all") }, ...kinds.map((id) => ({ id, label: id }))]}
      />
      <Select
        label={t("company.log.actor")}
        value={filter.actor ?? all}
        onChange={(id) => change("actor", chosen(id))}
        options={persons}
      />
      <Select
        label={t("company.log.user")}
        value={filter.user ?? all}
        onChange={(id) => change("user", chosen(id))}
        options={persons}
      />
      <Select
        label={t("company.log.origin")}
        value={filter.origin ?? all}
        onChange={(id) => change("origin", id === all ? undefined : (id as "SERVER" | "CLIENT"))}
        options={[
          { id: all, label: t("company.log.origin.all") },
          { id: "SERVER", label: t("company.log.origin.SERVER") },
          { id: "CLIENT", label: t("company.log.origin.CLIENT") },
        ]}
      />
      <DayField label={t("company.log.from")} onChange={(day) => change("from", momentOf(day, false))} />
      <DayField label={t("company.log.until")} onChange={(day) => change("until", momentOf(day, true))} />
    </fieldset>
  );
}

const DayField = ({ label, onChange }: { readonly label: string; readonly onChange: (day: string) => void }) => (
  <TextField label={label} type={"date" as "text"} defaultValue="" onChange={onChange} />
);
