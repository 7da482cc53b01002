import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaProps, Tooltip, TooltipTrigger } from "react-aria-components";
import { Icon, type IconName } from "./icon.tsx";

export interface ButtonProps extends Omit<AriaProps, "children" | "className" | "style"> {
  readonly look?: "primary" | "plain" | "quiet" | "danger";
  readonly icon?: IconName;
  readonly children: ReactNode;
}

export const Button = ({ look = "plain", icon, children, ...rest }: ButtonProps) => (
  <AriaButton {...rest} className={`button ${look}`}>
    {icon && <Icon name={icon} />}
    <span>{children}</span>
  </AriaButton>
);

/** A button of one sign; its label is read out, and shown to whoever rests on it. */
export const IconButton = ({
  icon,
  label,
  look = "quiet",
  ...rest
}: Omit<AriaProps, "children" | "className" | "style"> & {
  readonly icon: IconName;
  readonly label: string;
  readonly look?: "quiet" | "plain";
}) => (
  <TooltipTrigger delay={500}>
    <AriaButton {...rest} aria-label={label} className={`button icon-button ${look}`}>
      <Icon name={icon} />
    </AriaButton>
    <Tooltip className="tooltip">{label}</Tooltip>
  </TooltipTrigger>
);
