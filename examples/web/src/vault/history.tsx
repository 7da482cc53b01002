import { useState } from "react";
import type { Item, ItemVersion } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { useAsked } from "../shell/live.ts";
import { Button } from "../ui/button.tsx";
import { Actions, Dialog } from "../ui/dialog.tsx";
import { Problem } from "../ui/problem.tsx";
import { Waiting } from "../ui/progress.tsx";
import { Select } from "../ui/select.tsx";
import { useWords } from "../words/words.tsx";
import { draftOf, patchOf } from "./item-draft.ts";
import { ItemFields } from "./item-fields.tsx";
import { itemsFor } from "./place.ts";

/** What the item was before, each version shown to be what it was; an older one may be put back. */
export function History({ item, onClose }: { item: Item; onClose: () => void }) {
  const { t } = useWords();
  const client = useClient();
  const items = () => itemsFor(client, item);
  const versions = useAsked(async () => items().history(item.id), [item.id, item.version]);
  const [chosen, setChosen] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const shown = versions.value?.find(({ version }) => String(version) === chosen) ?? versions.value?.[0];
  const putBack = async (was: ItemVersion) => {
    try {
      await items().edit(item.id, patchOf(draftOf(item), draftOf({ ...item, ...was })), { basedOn: item });
      onClose();
    } catch (error) {
      setError(error);
    }
  };
  return (
    <Dialog title={t("history.title", { title: item.title })} onClose={onClose} wide>
      <p className="hint">{t("history.text")}</p>
      <Problem error={versions.error ?? error} />
      {versions.value === undefined && versions.error === null && <Waiting />}
      {versions.value && shown && (
        <>
          <Select
            label={t("history.version")}
            options={versions.value.map(({ version, title }) => ({
              id: String(version),
              label: t("history.named", { version, title }),
            }))}
            value={String(shown.version)}
            onChange={setChosen}
          />
          <ItemFields key={shown.version} item={{ ...item, ...shown }} />
          <Actions>
            <Button onPress={onClose}>{t("ui.close")}</Button>
            <Button
              look="primary"
              isDisabled={shown.version === item.version || !shown.readable || item.hidden}
              onPress={() => void putBack(shown)}
            >
              {t("history.put-back")}
            </Button>
          </Actions>
        </>
      )}
    </Dialog>
  );
}
