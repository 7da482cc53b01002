import type { ReactNode } from "react";

/** A page of a part: its heading, what can be done with all of it, and its content. */
export const Page = ({
  title,
  lead,
  actions,
  children,
}: {
  title: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) => (
  <div className="page">
    <header className="page-header">
      <div>
        <h1>{title}</h1>
        {lead && <p className="lead">{lead}</p>}
      </div>
      {actions && <div className="row">{actions}</div>}
    </header>
    {children}
  </div>
);

/** A part of a page, with a heading of its own. */
export const Block = ({
  title,
  lead,
  actions,
  children,
}: {
  title: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}) => (
  <section className="block">
    <header>
      <div>
        <h2>{title}</h2>
        {lead && <p className="hint">{lead}</p>}
      </div>
      {actions && <div className="row">{actions}</div>}
    </header>
    {children}
  </section>
);
