import type { CustomField } from "sealgraph/client";
import { Button, IconButton } from "../ui/button.tsx";
import { PasswordField, TextField } from "../ui/field.tsx";
import { Checkbox } from "../ui/switch.tsx";
import { useWords } from "../words/words.tsx";

/** Fields under names of one's own, in order. */
export function CustomFields({
  custom,
  onChange,
}: {
  custom: readonly CustomField[];
  onChange: (custom: readonly CustomField[]) => void;
}) {
  const { t } = useWords();
  const put = (at: number, next: Partial<CustomField>) =>
    onChange(custom.map((each, place) => (place === at ? { ...each, ...next } : each)));
  return (
    <fieldset className="custom-fields">
      <legend>{t("custom.title")}</legend>
      {custom.map(({ name, value, secret }, at) => {
        const Field = secret ? PasswordField : TextField;
        return (
          <div key={at} className="custom-field">
            <TextField
              label={t("custom.name")}
              value={name}
              onChange={(name) => put(at, { name })}
              isRequired
              beside={
                <IconButton
                  icon="close"
                  label={t("field.remove", { label: name })}
                  onPress={() => onChange(custom.filter((_, place) => place !== at))}
                />
              }
            />
            <Field label={t("custom.value")} value={value} onChange={(value: string) => put(at, { value })} />
            <Checkbox isSelected={secret} onChange={(secret) => put(at, { secret })}>
              {t("custom.secret")}
            </Checkbox>
          </div>
        );
      })}
      <div className="row">
        <Button look="quiet" icon="plus" onPress={() => onChange([...custom, { name: "", value: "", secret: true }])}>
          {t("custom.add")}
        </Button>
      </div>
    </fieldset>
  );
}
