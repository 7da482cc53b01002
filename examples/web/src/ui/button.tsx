import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaProps, Tooltip, TooltipTrigger } from "react-aria-components";
import { useWords } from "../words/words.tsx";
import { Icon, type IconName } from "./icon.tsx";

type Own = "children" | "className" | "style" | "isPending";

export interface ButtonProps extends Omit<AriaProps, Own> {
  readonly look?: "primary" | "plain" | "quiet" | "danger";
  readonly icon?: IconName;
  /** What it does is under way: it keeps the focus, and does nothing when it is pressed. */
  readonly isPending?: boolean;
  readonly children: ReactNode;
}

export const Button = ({ look = "plain", icon, isPending = false, children, onPress, ...rest }: ButtonProps) => (
  <AriaButton
    {...rest}
    className={`button ${look} ${isPending ? "pending" : ""}`}
    {...(onPress && !isPending && { onPress })}
  >
    {isPending ? <Pending /> : icon && <Icon name={icon} />}
    <span>{children}</span>
  </AriaButton>
);

function Pending() {
  const { t } = useWords();
  return (
    <>
      <span className="spinner" aria-hidden="true" />
      <span className="read-out" role="status">
        {t("ui.waiting")}
      </span>
    </>
  );
}

/** A button of one sign; its label is read out, and shown to whoever rests on it. */
export const IconButton = ({
  icon,
  label,
  look = "quiet",
  isPending = false,
  onPress,
  ...rest
}: Omit<AriaProps, Own> & {
  readonly icon: IconName;
  readonly label: string;
  readonly look?: "quiet" | "plain";
  readonly isPending?: boolean;
}) => (
  <TooltipTrigger delay={500}>
    <AriaButton
      {...rest}
      aria-label={label}
      className={`button icon-button ${look} ${isPending ? "pending" : ""}`}
      {...(onPress && !isPending && { onPress })}
    >
      {isPending ? <Pending /> : <Icon name={icon} />}
    </AriaButton>
    <Tooltip className="tooltip">{label}</Tooltip>
  </TooltipTrigger>
);
