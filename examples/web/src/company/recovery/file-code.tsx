import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Actions } from "../../ui/dialog.tsx";
import { useWords } from "../../words/words.tsx";
import { CopyField } from "../copy-field.tsx";

/** All portions of what is sealed, as one. */
export async function gathered(portions: AsyncIterable<Uint8Array>): Promise<Blob> {
  const all: BlobPart[] = [];
  for await (const portion of portions) all.push(portion as Uint8Array<ArrayBuffer>);
  return new Blob(all);
}

/** The code that opens a file of recovered items, shown this once. */
export function FileCode({ code, onClose }: { readonly code: string; readonly onClose: () => void }) {
  const { t } = useWords();
  return (
    <>
      <CopyField label={t("recovery.take.fileDone")} value={code} isSecret />
      <Banner tone="warning">{t("recovery.take.fileNote")}</Banner>
      <Actions>
        <Button look="primary" onPress={onClose}>
          {t("company.close")}
        </Button>
      </Actions>
    </>
  );
}
