import {
  Select as AriaSelect,
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
  Text,
} from "react-aria-components";
import { Icon } from "./icon.tsx";

export interface Option<T extends string> {
  readonly id: T;
  readonly label: string;
  /** What it means, below its name. */
  readonly hint?: string;
  readonly isDisabled?: boolean;
}

export const Select = <T extends string>({
  label,
  options,
  value,
  onChange,
  hint,
  isDisabled = false,
  quietLabel = false,
}: {
  label: string;
  options: readonly Option<T>[];
  value: T;
  onChange: (value: T) => void;
  hint?: string;
  isDisabled?: boolean;
  /** The label is read out, not shown: where what stands around says it. */
  quietLabel?: boolean;
}) => (
  <AriaSelect
    className="field"
    isDisabled={isDisabled}
    value={value}
    onChange={(key) => key !== null && onChange(key as T)}
    {...(quietLabel && { "aria-label": label })}
  >
    {!quietLabel && <Label>{label}</Label>}
    <Button className="input select">
      <SelectValue>{({ selectedText }) => selectedText}</SelectValue>
      <Icon name="down" />
    </Button>
    {hint && (
      <Text slot="description" className="hint">
        {hint}
      </Text>
    )}
    <Popover className="popover">
      <ListBox className="menu" items={options.map((option) => ({ ...option }))}>
        {({ id, label, hint, isDisabled = false }) => (
          <ListBoxItem id={id} textValue={label} isDisabled={isDisabled} className="menu-item">
            <Text slot="label">{label}</Text>
            {hint && (
              <Text slot="description" className="hint">
                {hint}
              </Text>
            )}
          </ListBoxItem>
        )}
      </ListBox>
    </Popover>
  </AriaSelect>
);
