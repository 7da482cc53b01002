import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";

export type Tone = "info" | "good" | "warning" | "danger";
const icons: Record<Tone, IconName> = { info: "info", good: "check", warning: "warning", danger: "danger" };

/** Something that a person should know here. `isAlert` has it read out at once. */
export const Banner = ({
  tone = "info",
  title,
  children,
  actions,
  isAlert = false,
}: {
  tone?: Tone;
  title?: string;
  children?: ReactNode;
  actions?: ReactNode;
  isAlert?: boolean;
}) => (
  <div className={`banner ${tone}`} {...(isAlert && { role: "alert" })}>
    <Icon name={icons[tone]} />
    <div className="banner-text">
      {title && <strong>{title}</strong>}
      {children && <div>{children}</div>}
    </div>
    {actions && <div className="banner-actions">{actions}</div>}
  </div>
);

/** A short word with its colour and its shape. */
export const Badge = ({ tone = "info", children }: { tone?: Tone | "plain"; children: ReactNode }) => (
  <span className={`badge ${tone}`}>{children}</span>
);

/** Where there is nothing yet: says what could be here, and how it comes here. */
export const Empty = ({
  icon,
  title,
  children,
  actions,
}: {
  icon: IconName;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) => (
  <div className="empty">
    <Icon name={icon} />
    <p className="empty-title">{title}</p>
    {children && <p>{children}</p>}
    {actions && <div className="row center">{actions}</div>}
  </div>
);
