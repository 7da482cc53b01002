import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy.tsx";
import { useWords } from "../words/words.tsx";

export interface ExportedView {
  readonly items: number;
  readonly unreadable: number;
  /** Of an archive that one opens. */
  readonly code: string | null;
  readonly isOpen: boolean;
}

/** What was written, and what to do about it now. */
export function Exported({ exported, onBack }: { exported: ExportedView; onBack: () => void }) {
  const { t } = useWords();
  const { items, unreadable, code, isOpen } = exported;
  return (
    <div className="panel stack">
      <Banner tone={isOpen ? "warning" : "good"} title={t("transfer.exported", { count: items })} isAlert>
        {t(isOpen ? "transfer.delete-open" : "transfer.archive-made")}
      </Banner>
      {unreadable > 0 && <p>{t("transfer.unreadable", { count: unreadable })}</p>}
      {code !== null && (
        <section className="kit printed" aria-label={t("transfer.code")}>
          <h2>{t("transfer.code")}</h2>
          <p className="words">{code}</p>
          <p className="hint">{t("transfer.code-keep")}</p>
        </section>
      )}
      <div className="row">
        {code !== null && <CopyButton text={code} label={t("transfer.copy-code")} />}
        {code !== null && (
          <Button icon="print" onPress={() => window.print()}>
            {t("kit.print")}
          </Button>
        )}
        <Button look="primary" onPress={onBack}>
          {t(code === null ? "ui.close" : "factor.kept")}
        </Button>
      </div>
    </div>
  );
}
