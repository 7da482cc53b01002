import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { useWords } from "../words/words.tsx";

export interface ExportedView {
  readonly items: number;
  readonly unreadable: number;
  /** Of an archive that one opens. */
  readonly code: string | null;
  readonly isOpen: boolean;
}

/** What was written, and what to do about it now. A code is not closed away by a press beside it. */
export function Exported({ exported, onClose }: { exported: ExportedView; onClose: () => void }) {
  const { t } = useWords();
  const { items, unreadable, code, isOpen } = exported;
  return (
    <Dialog title={t("transfer.exported", { count: items })} serious wide>
      <Banner tone={isOpen ? "warning" : "good"}>{t(isOpen ? "transfer.delete-open" : "transfer.archive-made")}</Banner>
      {unreadable > 0 && <p>{t("transfer.unreadable", { count: unreadable })}</p>}
      {code !== null && (
        <section className="kit printed" aria-label={t("transfer.code")}>
          <h3>{t("transfer.code")}</h3>
          <p className="words">{code}</p>
          <p className="hint">{t("transfer.code-keep")}</p>
        </section>
      )}
      <div className="row between">
        {code === null ? (
          <span />
        ) : (
          <div className="row">
            <CopyButton text={code} label={t("transfer.copy-code")} />
            <Button icon="print" onPress={() => window.print()}>
              {t("kit.print")}
            </Button>
          </div>
        )}
        <Button look="primary" onPress={onClose}>
          {t(code === null ? "ui.close" : "transfer.kept")}
        </Button>
      </div>
    </Dialog>
  );
}
