import { to } from "../shell/route.ts";

/** The parts of a part of the application, as links: a place has an address of its own. */
export const PartNav = ({
  label,
  at,
  current,
  parts,
}: {
  readonly label: string;
  /** What stands in the address before the part's id. */
  readonly at: readonly string[];
  readonly current: string;
  readonly parts: readonly { readonly id: string; readonly label: string }[];
}) => (
  <nav className="part-nav" aria-label={label}>
    <ul>
      {parts.map(({ id, label }) => (
        <li key={id}>
          <a href={to(...at, id)} aria-current={id === current ? "page" : undefined}>
            {label}
          </a>
        </li>
      ))}
    </ul>
  </nav>
);
