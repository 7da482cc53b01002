import type { ReactNode } from "react";
import { useWords } from "../words/words.tsx";
import { Brand } from "./brand.tsx";
import { Language } from "./language.tsx";

/** A page for somebody who is not in yet: one card in the middle, nothing else. */
export function Alone({
  title,
  lead,
  children,
  wide = false,
}: {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
  wide?: boolean;
}) {
  const { t } = useWords();
  return (
    <div className="alone">
      <header>
        <Brand />
      </header>
      <main className={wide ? "card wide" : "card"}>
        <h1>{title}</h1>
        {lead && <p className="lead">{lead}</p>}
        {children}
      </main>
      <footer>
        <Language />
        <p className="hint">{t("shell.promise")}</p>
      </footer>
    </div>
  );
}
