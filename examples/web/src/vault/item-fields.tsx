import {
  type CustomField,
  checkItem,
  type Finding,
  findKind,
  type Item,
  type Json,
  type KindField,
} from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { Icon } from "../ui/icon.tsx";
import { useWords } from "../words/words.tsx";
import { FieldView } from "./field-view.tsx";
import { sayField } from "./field-words.ts";
import { itemsFor } from "./place.ts";

/** What stands in an item, in the order of its kind; what the kind does not know comes after, hidden, as it is. */
export function ItemFields({ item }: { item: Item }) {
  const say = useWords();
  const { t } = say;
  const client = useClient();
  const known: Record<string, KindField> = findKind(item.kind)?.fields ?? {};
  const findings = checkItem(item);
  const report = (kind: "COPIED" | "USED") => void itemsFor(client, item).report(kind, item.id);
  const names = Object.keys(known).filter((name) => name !== "custom");
  const others = Object.keys(item.fields).filter((name) => name !== "custom" && !Object.hasOwn(known, name));
  const shown = [...names, ...others].flatMap((name) => {
    const value = Object.hasOwn(item.fields, name) ? item.fields[name] : undefined;
    return isEmpty(value) ? [] : [{ name, value: value as Json, field: known[name] ?? null }];
  });
  const custom = customOf(item);
  if (shown.length + custom.length === 0 && item.notes === "") return <p className="hint">{t("item.empty")}</p>;
  return (
    <dl className="fields">
      {shown.map(({ name, value, field }) => (
        <FieldView
          key={name}
          label={sayField(say, name)}
          type={field?.type ?? "TEXT"}
          // What nobody knows here may be a secret.
          secret={field?.secret ?? true}
          value={value}
          onUse={report}
        >
          <Findings findings={findings.filter((finding) => finding.field === name)} />
        </FieldView>
      ))}
      {custom.map(({ name, value, secret }, at) => (
        <FieldView key={`${at}${name}`} label={name} type="TEXT" secret={secret} value={value} onUse={report} />
      ))}
      {item.notes !== "" && (
        <FieldView
          label={t("item.notes")}
          type="TEXT"
          secret={item.kind !== "note"}
          long
          value={item.notes}
          onUse={report}
        />
      )}
    </dl>
  );
}

/** What is odd, in words: for a person to look at. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  const { t } = useWords();
  return findings.map(({ code, position }) => (
    <p key={`${code}${position}`} className="finding">
      <Icon name="warning" />
      {t(`finding.${code}`)}
    </p>
  ));
}

const isEmpty = (value: Json | undefined): boolean =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

export function customOf({ fields }: Pick<Item, "fields">): readonly CustomField[] {
  const { custom } = fields;
  if (!Array.isArray(custom)) return [];
  return custom.flatMap((each) => {
    if (typeof each !== "object" || each === null || Array.isArray(each)) return [];
    const { name, value, secret } = each;
    return typeof name === "string" && typeof value === "string" ? [{ name, value, secret: secret !== false }] : [];
  });
}
