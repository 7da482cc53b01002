import { useState } from "react";
import type { FieldType, KindField } from "sealgraph/client";
import { Strength } from "../session/strength.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { PasswordField, TextField, type TextFieldProps } from "../ui/field.tsx";
import { Switch } from "../ui/switch.tsx";
import { useWords } from "../words/words.tsx";
import { Generator } from "./generator.tsx";

type Value = string | readonly string[];

/** How a value of each type is asked for; what is not here is asked for as a line of text. */
const asked: { readonly [T in FieldType]?: Partial<TextFieldProps> } = {
  EMAIL: { inputMode: "email" },
  PHONE: { inputMode: "tel" },
  DATE: { placeholder: "2030-12-31" },
  EXPIRY: { placeholder: "2030-12-31" },
  MONTH: { inputMode: "numeric", placeholder: "12" },
  YEAR: { inputMode: "numeric", placeholder: "2030" },
  NUMBER: { inputMode: "numeric" },
  PORT: { inputMode: "numeric" },
  CARD_NUMBER: { inputMode: "numeric" },
  PRIVATE_KEY: { lines: 5, mono: true },
};

export function FieldInput({
  label,
  field: { type, secret },
  value,
  onChange,
  about,
}: {
  label: string;
  field: KindField;
  value: Value;
  onChange: (value: Value) => void;
  about: readonly string[];
}) {
  const { t } = useWords();
  const [makes, setMakes] = useState(false);
  if (type === "URLS")
    return <UrlsInput label={label} urls={typeof value === "string" ? [] : value} onChange={onChange} />;
  const text = typeof value === "string" ? value : "";
  if (type === "YES_NO") {
    return (
      <Switch isSelected={text === "true"} onChange={(isOn) => onChange(isOn ? "true" : "false")}>
        {label}
      </Switch>
    );
  }
  if (type === "PASSWORD") {
    return (
      <>
        <PasswordField
          label={label}
          autoComplete="new-password"
          value={text}
          onChange={onChange}
          beside={<IconButton icon="dice" label={t("generator.open")} onPress={() => setMakes(true)} />}
        />
        <Strength password={text} about={about} />
        {makes && <Generator onTake={onChange} onClose={() => setMakes(false)} />}
      </>
    );
  }
  if (secret && type !== "PRIVATE_KEY") {
    const hint = type === "TOTP" ? t("totp.hint") : undefined;
    return <PasswordField label={label} value={text} onChange={onChange} hint={hint} {...asked[type]} />;
  }
  return <TextField label={label} value={text} onChange={onChange} {...asked[type]} />;
}

function UrlsInput({
  label,
  urls,
  onChange,
}: {
  label: string;
  urls: readonly string[];
  onChange: (urls: Value) => void;
}) {
  const { t } = useWords();
  const shown = urls.length === 0 ? [""] : urls;
  const put = (at: number, url: string) => onChange(shown.map((each, place) => (place === at ? url : each)));
  return (
    <fieldset className="field" aria-label={label}>
      {shown.map((url, at) => (
        <TextField
          key={at}
          label={shown.length === 1 ? label : t("field.numbered", { label, number: at + 1 })}
          inputMode="url"
          placeholder="https://"
          value={url}
          onChange={(next) => put(at, next)}
          beside={
            shown.length > 1 && (
              <IconButton
                icon="close"
                label={t("field.remove", { label: url })}
                onPress={() => onChange(shown.filter((_, place) => place !== at))}
              />
            )
          }
        />
      ))}
      <div className="row">
        <Button look="quiet" icon="plus" onPress={() => onChange([...shown, ""])}>
          {t("field.another-url")}
        </Button>
      </div>
    </fieldset>
  );
}
