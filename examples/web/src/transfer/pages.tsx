import { Page } from "../shell/page.tsx";
import { goTo } from "../shell/route.ts";
import { Tabs } from "../ui/tabs.tsx";
import { useWords } from "../words/words.tsx";
import { ExportPart } from "./export-part.tsx";
import { ImportPart } from "./import-part.tsx";

const parts = ["import", "export"] as const;

/** In from other products, and out of here. */
export default function TransferPages({ path: [part] }: { path: readonly string[] }) {
  const { t } = useWords();
  const content = { import: <ImportPart />, export: <ExportPart /> };
  return (
    <Page title={t("transfer.title")}>
      <Tabs
        label={t("transfer.parts")}
        selected={parts.find((each) => each === part) ?? "import"}
        onSelect={(id) => goTo("transfer", id)}
        tabs={parts.map((id) => ({ id, label: t(`transfer.part.${id}`), content: content[id] }))}
      />
    </Page>
  );
}
