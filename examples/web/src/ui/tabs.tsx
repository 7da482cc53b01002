import type { ReactNode } from "react";
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from "react-aria-components";

export interface TabView {
  readonly id: string;
  readonly label: ReactNode;
  readonly content: ReactNode;
}

/** Views beside each other; only the one that is looked at is there. */
export const Tabs = ({
  label,
  tabs,
  selected,
  onSelect,
}: {
  label: string;
  tabs: readonly TabView[];
  selected?: string;
  onSelect?: (id: string) => void;
}) => (
  <AriaTabs
    className="tabs"
    {...(selected !== undefined && { selectedKey: selected })}
    onSelectionChange={(key) => onSelect?.(String(key))}
  >
    <TabList className="tab-list" aria-label={label}>
      {tabs.map(({ id, label }) => (
        <Tab key={id} id={id} className="tab">
          {label}
        </Tab>
      ))}
    </TabList>
    {tabs.map(({ id, content }) => (
      <TabPanel key={id} id={id} className="tab-panel">
        {content}
      </TabPanel>
    ))}
  </AriaTabs>
);
