import { type ReactNode, useState } from "react";
import {
  type TextFieldProps as AriaProps,
  TextArea as AriaTextArea,
  TextField as AriaTextField,
  FieldError,
  Input,
  type InputProps,
  Label,
  Text,
} from "react-aria-components";
import { useWords } from "../words/words.tsx";
import { IconButton } from "./button.tsx";

export interface TextFieldProps extends Omit<AriaProps, "children" | "className" | "style" | "inputMode"> {
  readonly label: string;
  /** What helps before anything is typed. */
  readonly hint?: ReactNode;
  /** What is wrong, in people's words; null where nothing is. */
  readonly error?: string | null | undefined;
  readonly placeholder?: string;
  /** Fixed width letters: keys, codes. */
  readonly mono?: boolean;
  /** Beside what is typed: a button that copies, makes, shows. */
  readonly beside?: ReactNode;
  readonly lines?: number;
  readonly inputMode?: NonNullable<InputProps["inputMode"]>;
}

/** Nothing that is typed here is kept by the browser, checked by its spelling service, or completed from elsewhere. */
export function TextField({
  label,
  hint,
  error,
  placeholder,
  mono,
  beside,
  lines,
  inputMode,
  ...rest
}: TextFieldProps) {
  const look = mono ? "input mono" : "input";
  const given = { ...(placeholder !== undefined && { placeholder }), ...(inputMode && { inputMode }) };
  return (
    <AriaTextField autoComplete="off" spellCheck="false" {...rest} isInvalid={error != null} className="field">
      <Label>{label}</Label>
      <div className="field-row">
        {lines ? <AriaTextArea {...given} rows={lines} className={look} /> : <Input {...given} className={look} />}
        {beside}
      </div>
      {hint != null && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <FieldError className="error">{error}</FieldError>
    </AriaTextField>
  );
}

/** A secret that is typed: hidden until it is asked for. */
export function PasswordField({ beside, ...rest }: Omit<TextFieldProps, "type" | "lines">) {
  const { t } = useWords();
  const [shown, setShown] = useState(false);
  return (
    <TextField
      {...rest}
      mono={shown}
      type={shown ? "text" : "password"}
      beside={
        <>
          <IconButton
            icon={shown ? "hide" : "eye"}
            label={t(shown ? "ui.hide" : "ui.show")}
            onPress={() => setShown(!shown)}
          />
          {beside}
        </>
      }
    />
  );
}

export const SearchField = ({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) => (
  <AriaTextField
    aria-label={label}
    type="search"
    autoComplete="off"
    value={value}
    onChange={onChange}
    className="search"
  >
    <Input placeholder={label} className="input" />
  </AriaTextField>
);
