import type { ReactElement } from "react";
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { IconButton } from "./button.tsx";
import { Icon, type IconName } from "./icon.tsx";

export interface MenuAction {
  readonly id: string;
  readonly label: string;
  readonly icon?: IconName;
  readonly danger?: boolean;
  readonly isDisabled?: boolean;
  readonly onAction: () => void;
}

/** What can be done with something, behind one button. `actions` may hold null for what cannot be done now. */
export const Menu = ({
  label,
  actions,
  trigger,
}: {
  label: string;
  actions: readonly (MenuAction | null | false)[];
  trigger?: ReactElement;
}) => (
  <MenuTrigger>
    {trigger ?? <IconButton icon="more" label={label} />}
    <Popover className="popover" placement="bottom end">
      <AriaMenu className="menu" aria-label={label}>
        {actions
          .filter((action) => action !== null && action !== false)
          .map(({ id, label, icon, danger, isDisabled = false, onAction }) => (
            <MenuItem
              key={id}
              id={id}
              textValue={label}
              isDisabled={isDisabled}
              onAction={onAction}
              className={danger ? "menu-item danger" : "menu-item"}
            >
              {icon && <Icon name={icon} />}
              {label}
            </MenuItem>
          ))}
      </AriaMenu>
    </Popover>
  </MenuTrigger>
);
