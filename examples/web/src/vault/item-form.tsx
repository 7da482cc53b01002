import { useState } from "react";
import { checkItem, findKind, type Item, type Kind, kinds } from "sealgraph/client";
import { isCode } from "../session/session.ts";
import { useClient } from "../shell/client.tsx";
import { Banner } from "../ui/banner.tsx";
import { TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { Select } from "../ui/select.tsx";
import { useWords } from "../words/words.tsx";
import { CustomFields } from "./custom-fields.tsx";
import { FieldInput } from "./field-input.tsx";
import { sayField } from "./field-words.ts";
import { type Draft, draftOf, emptyDraft, inputOf, patchOf } from "./item-draft.ts";
import { Findings } from "./item-fields.tsx";
import { sayKind } from "./kind-sign.tsx";
import { Meanwhile } from "./meanwhile.tsx";
import { itemsFor, type Place, vaultOf } from "./place.ts";

/** A new item, or one that is edited: the fields are those of its kind, in the order in which people are asked for them. */
export function ItemForm({
  place,
  item,
  onClose,
  onSaved,
}: {
  place: Place;
  item?: Item;
  onClose: () => void;
  onSaved: (saved: Item) => void;
}) {
  const say = useWords();
  const { t } = say;
  const client = useClient();
  /** What the edit began with: should the item change meanwhile, nothing of it is written over. */
  const [base, setBase] = useState(item);
  const [draft, setDraft] = useState<Draft>(() => (item ? draftOf(item) : emptyDraft("login")));
  const [theirs, setTheirs] = useState<Item | null>(null);
  const change = (next: Partial<Draft>) => setDraft({ ...draft, ...next });
  const findings = checkItem({ kind: draft.kind, fields: draft.fields });

  const save = async () => {
    if (base === undefined) {
      const { view, profile } = place;
      const share = view.is === "SHARE" || view.is === "FOLDER" ? view.share : null;
      const folder = view.is === "FOLDER" ? view.folder : null;
      return onSaved(await vaultOf(client, { profile, share }).items().add(inputOf(draft, folder)));
    }
    const items = itemsFor(client, base);
    try {
      onSaved(await items.edit(base.id, patchOf(draftOf(base), draft), { basedOn: base }));
    } catch (error) {
      if (!isCode(error, "CONFLICT")) throw error;
      setTheirs(await items.get(base.id));
    }
  };

  if (theirs && base) {
    return (
      <Meanwhile
        before={draftOf(base)}
        mine={draft}
        theirs={draftOf(theirs)}
        onChosen={(chosen) => {
          setBase(theirs);
          setDraft(chosen);
          setTheirs(null);
        }}
      />
    );
  }
  const fields = Object.entries(findKind(draft.kind)?.fields ?? {}).filter(([name]) => name !== "custom");
  return (
    <div className="item">
      <h2>{item ? t("item.edit-title") : t("item.new-title")}</h2>
      <Form action={t("ui.save")} onSubmit={save} onCancel={onClose}>
        {!item && (
          <Select
            label={t("item.kind")}
            options={(Object.keys(kinds) as Kind[]).map((kind) => ({ id: kind as string, label: sayKind(say, kind) }))}
            value={draft.kind}
            onChange={(kind) => change({ kind })}
          />
        )}
        <TextField
          label={t("item.title")}
          value={draft.title}
          onChange={(title) => change({ title })}
          isRequired
          autoFocus={!item}
        />
        {fields.map(([name, field]) => (
          <div key={name}>
            <FieldInput
              label={sayField(say, name)}
              field={field}
              value={draft.fields[name] ?? ""}
              onChange={(value) => change({ fields: { ...draft.fields, [name]: value } })}
              about={[draft.title]}
            />
            <Findings findings={findings.filter((finding) => finding.field === name)} />
          </div>
        ))}
        <CustomFields custom={draft.custom} onChange={(custom) => change({ custom })} />
        <TextField label={t("item.notes")} lines={4} value={draft.notes} onChange={(notes) => change({ notes })} />
        <TextField
          label={t("item.tags")}
          hint={t("item.tags-hint")}
          value={draft.tags}
          onChange={(tags) => change({ tags })}
        />
        {item && !findKind(item.kind) && <Banner>{t("item.unknown-kind")}</Banner>}
      </Form>
    </div>
  );
}
