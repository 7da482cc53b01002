import type { ReactNode } from "react";
import { Checkbox as AriaCheckbox, Switch as AriaSwitch, Label, Radio, RadioGroup } from "react-aria-components";
import { Icon } from "./icon.tsx";

interface Props {
  readonly children: ReactNode;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly isDisabled?: boolean;
}

/** Something that is on or off at once. */
export const Switch = ({ children, ...rest }: Props) => (
  <AriaSwitch {...rest} className="switch">
    <span className="track" />
    {children}
  </AriaSwitch>
);

/** Something that is agreed to, or chosen for what comes next. */
export const Checkbox = ({ children, ...rest }: Props) => (
  <AriaCheckbox {...rest} className="checkbox">
    <span className="box">
      <Icon name="check" />
    </span>
    <span>{children}</span>
  </AriaCheckbox>
);

/** One of a few, all of them seen. */
export const Choices = <T extends string>({
  label,
  value,
  onChange,
  options,
}: {
  label: string;
  value: T;
  onChange: (value: T) => void;
  options: readonly { readonly id: T; readonly label: string; readonly hint?: string }[];
}) => (
  <RadioGroup className="choices" value={value} onChange={(next) => onChange(next as T)}>
    <Label>{label}</Label>
    {options.map(({ id, label, hint }) => (
      <Radio key={id} value={id} className="choice">
        <span className="dot" />
        <span>
          {label}
          {hint && <span className="hint">{hint}</span>}
        </span>
      </Radio>
    ))}
  </RadioGroup>
);
