import { Icon } from "../ui/icon.tsx";

export const Brand = () => (
  <span className="brand">
    <span className="brand-sign">
      <Icon name="key" />
    </span>
    Sealgraph
  </span>
);
