import type { PolicyName } from "sealgraph/client";
import { TextField } from "../../ui/field.tsx";
import { Checkbox } from "../../ui/switch.tsx";
import { useWords } from "../../words/words.tsx";
import { type Draft, readDraft } from "./read-value.ts";
import { settingKinds } from "./setting-kinds.ts";

/** The field of one setting, as its kind takes it. */
export function SettingField({
  name,
  draft,
  onChange,
}: {
  readonly name: PolicyName;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}) {
  const { t } = useWords();
  const kind = settingKinds[name];
  const { wrong } = readDraft(name, draft);
  if (kind.type === "flag")
    return (
      <Checkbox isSelected={draft.on} onChange={(on) => onChange({ ...draft, on })}>
        {t(`policy.${name}`)}
      </Checkbox>
    );
  if (kind.type === "sum")
    return (
      <fieldset className="choices">
        <legend>{t("company.policies.value")}</legend>
        {Object.entries(kind.parts).map(([part, its]) => (
          <Checkbox
            key={part}
            isSelected={(draft.sum & its) !== 0}
            onChange={() => onChange({ ...draft, sum: draft.sum ^ its })}
          >
            {t(`policy.part.${part as keyof (typeof kind)["parts"] & Part}`)}
          </Checkbox>
        ))}
      </fieldset>
    );
  const canBeNone = kind.type === "limit" || (kind.type === "list" && kind.orAnybody);
  const none =
    kind.type === "list"
      ? "everybody"
      : kind.type === "limit" && kind.none === "notDemanded"
        ? "notDemanded"
        : "unlimited";
  return (
    <>
      {canBeNone && (
        <Checkbox isSelected={draft.none} onChange={(isNone) => onChange({ ...draft, none: isNone })}>
          {t(`policy.field.${none}`)}
        </Checkbox>
      )}
      {!(canBeNone && draft.none) && (
        <TextField
          label={t("company.policies.value")}
          value={draft.text}
          onChange={(text) => onChange({ ...draft, text })}
          {...(kind.type === "list"
            ? { lines: 4, hint: t(`policy.field.${kind.of}`) }
            : { inputMode: "numeric", hint: t("policy.field.range", { least: kind.least, most: kind.most }) })}
          error={
            wrong === undefined || draft.text.trim() === ""
              ? null
              : wrong === "RANGE" && kind.type !== "list"
                ? t("policy.field.wrong", { least: kind.least, most: kind.most })
                : wrong === "RANGE"
                  ? null
                  : t("policy.field.wrongLine", wrong)
          }
        />
      )}
    </>
  );
}

type Part =
  | "RECOVERY_GROUP"
  | "RECOVERY_CODE"
  | "CHANGED"
  | "COPIED"
  | "CREATED"
  | "DELETED"
  | "EXPORTED"
  | "IMPORTED"
  | "USED"
  | "VIEWED";
