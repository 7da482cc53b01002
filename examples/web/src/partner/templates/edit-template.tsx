import { useState } from "react";
import { type PolicyChange, type PolicyName, policyNames, type Template } from "sealgraph/client";
import { defaultOf } from "../../company/policy/defaults.ts";
import { type Draft, draftOf, readDraft } from "../../company/policy/read-value.ts";
import { SettingField } from "../../company/policy/setting-field.tsx";
import { useClient } from "../../shell/client.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { Select } from "../../ui/select.tsx";
import { tell } from "../../ui/toast.tsx";
import { useWords } from "../../words/words.tsx";
import { labelsIn } from "../labels.ts";

interface Saying {
  readonly draft: Draft;
  readonly locked: boolean;
}
type Says = ReadonlyMap<PolicyName, Saying>;

function saysOf(template: Template | null): Says {
  const says = template?.says ?? {};
  return new Map(
    policyNames.flatMap((name) => {
      const said = says[name];
      return said ? [[name, { draft: draftOf(name, said.value), locked: said.locked }] as const] : [];
    }),
  );
}

/** What is signed: each setting that is said, and null for each that was said before and is no more. Null where one is wrong. */
function changeOf(says: Says, before: Says): PolicyChange | null {
  const change: Record<string, unknown> = {};
  for (const name of before.keys()) if (!says.has(name)) change[name] = null;
  for (const [name, { draft, locked }] of says) {
    const { value } = readDraft(name, draft);
    if (value === undefined) return null;
    change[name] = { value, locked };
  }
  return change as PolicyChange;
}

/** Makes a template or its next version: each setting with its value, as a default or locked. */
export function EditTemplate({
  template,
  labels: known,
  onDone,
  onClose,
}: {
  readonly template: Template | null;
  /** Of companies that there are: what nobody bears is for nobody. */
  readonly labels: readonly string[];
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const { templates } = useClient().partner;
  const [before] = useState(() => saysOf(template));
  const [name, setName] = useState(template?.name ?? "");
  const [labels, setLabels] = useState((template?.labels ?? []).join(", "));
  const [says, setSays] = useState<Says>(before);
  const change = changeOf(says, before);
  const set = (setting: PolicyName, saying: Saying | null) => {
    const next = new Map(says);
    if (saying === null) next.delete(setting);
    else next.set(setting, saying);
    setSays(next);
  };
  return (
    <Dialog title={template?.name ?? t("partner.templates.new")} wide serious onClose={onClose}>
      <Form
        action={t("partner.templates.sign")}
        isDisabled={name.trim() === "" || change === null || says.size === 0}
        onCancel={onClose}
        onSubmit={async () => {
          await templates.put({
            ...(template && { template: template.template }),
            name: name.trim(),
            labels: labelsIn(labels),
            says: change,
          });
          tell(t("partner.templates.signed"));
          onDone();
          onClose();
        }}
      >
        <TextField label={t("partner.templates.name")} value={name} onChange={setName} maxLength={100} autoFocus />
        <TextField label={t("partner.templates.labels")} hint={known.join(", ")} value={labels} onChange={setLabels} />
        <h3>{t("partner.templates.says")}</h3>
        {[...says].map(([setting, saying]) => (
          <OneSetting
            key={setting}
            name={setting}
            saying={saying}
            onChange={(its) => set(setting, its)}
            onDrop={() => set(setting, null)}
          />
        ))}
        <AddSetting
          names={policyNames.filter((setting) => !says.has(setting))}
          onAdd={(setting) => set(setting, { draft: draftOf(setting, defaultOf(setting)), locked: false })}
        />
      </Form>
    </Dialog>
  );
}

function OneSetting({
  name,
  saying,
  onChange,
  onDrop,
}: {
  readonly name: PolicyName;
  readonly saying: Saying;
  readonly onChange: (saying: Saying) => void;
  readonly onDrop: () => void;
}) {
  const { t } = useWords();
  return (
    <fieldset className="panel">
      <legend>
        <strong>{t(`policy.${name}`)}</strong>
      </legend>
      <SettingField name={name} draft={saying.draft} onChange={(draft) => onChange({ ...saying, draft })} />
      <Select
        label={t("partner.templates.mode", { setting: t(`policy.${name}`) })}
        value={saying.locked ? "LOCKED" : "DEFAULT"}
        onChange={(mode) => onChange({ ...saying, locked: mode === "LOCKED" })}
        options={(["DEFAULT", "LOCKED"] as const).map((id) => ({ id, label: t(`partner.templates.${id}`) }))}
      />
      <div>
        <Button look="quiet" onPress={onDrop}>
          {t("partner.templates.drop")}
        </Button>
      </div>
    </fieldset>
  );
}

function AddSetting({
  names,
  onAdd,
}: {
  readonly names: readonly PolicyName[];
  readonly onAdd: (name: PolicyName) => void;
}) {
  const { t } = useWords();
  const none = "";
  return (
    <Select
      label={t("partner.templates.add")}
      value={none}
      onChange={(name) => name !== none && onAdd(name as PolicyName)}
      options={[
        { id: none, label: "—" },
        ...names.map((id) => ({ id: id as string, label: t(`policy.${id}`), hint: t(`policy.${id}.means`) })),
      ]}
    />
  );
}
