import { useState } from "react";
import type { Item } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { useLive } from "../shell/live.ts";
import { goTo } from "../shell/route.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Actions, Dialog } from "../ui/dialog.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/words.tsx";
import { ChooseSides } from "./choose-sides.tsx";
import { draftOf, patchOf } from "./item-draft.ts";
import { draftFrom, partsOf, type Sides } from "./merge-drafts.ts";
import { itemsFor, type Place, placePath } from "./place.ts";

/** An item that is our side of a conflict: both sides are kept until a person says what stands. */
export function Conflict({ copy, original, place }: { copy: Item; original: string; place: Place }) {
  const { t } = useWords();
  const client = useClient();
  const [chooses, setChooses] = useState(false);
  const theirs = useLive(client, () => itemsFor(client, copy).get(original), [original]);
  return (
    <>
      <Banner
        tone="warning"
        title={t("conflict.title")}
        actions={
          <Button isDisabled={!theirs.value} onPress={() => setChooses(true)}>
            {t("conflict.settle")}
          </Button>
        }
      >
        {t("conflict.text")}
      </Banner>
      {chooses && theirs.value && (
        <Settle copy={copy} theirs={theirs.value} place={place} onClose={() => setChooses(false)} />
      )}
    </>
  );
}

function Settle({ copy, theirs, place, onClose }: { copy: Item; theirs: Item; place: Place; onClose: () => void }) {
  const { t } = useWords();
  const client = useClient();
  const [sides, setSides] = useState<Sides>({});
  const [error, setError] = useState<unknown>(null);
  const [ours, others] = [draftOf(copy), draftOf(theirs)];
  const [mine, other] = [partsOf(ours), partsOf(others)];
  const names = [...new Set([...mine.keys(), ...other.keys()])].filter(
    (name) => JSON.stringify(mine.get(name) ?? "") !== JSON.stringify(other.get(name) ?? ""),
  );
  const settle = async () => {
    const parts = new Map(other);
    for (const name of names) if (sides[name] !== "THEIRS") parts.set(name, mine.get(name) ?? "");
    const patch = patchOf(others, draftFrom(theirs.kind, parts));
    try {
      const items = itemsFor(client, copy);
      if (Object.keys(patch).length > 0) await items.edit(theirs.id, patch, { basedOn: theirs });
      // The item is as it was chosen; the copy of ours goes into the trash.
      await items.resolve(copy.id, "THEIRS");
      goTo(...placePath({ ...place, item: theirs.id }));
    } catch (error) {
      setError(error);
    }
  };
  return (
    <Dialog title={t("conflict.settle-title", { title: theirs.title })} onClose={onClose} wide>
      <p>{t("conflict.settle-text")}</p>
      <ChooseSides mine={ours} theirs={others} names={names} sides={sides} onChange={setSides} />
      {names.length === 0 && <Banner tone="good">{t("conflict.same")}</Banner>}
      <Problem error={error} />
      <Actions>
        <Button onPress={onClose}>{t("ui.cancel")}</Button>
        <Button look="primary" onPress={() => void settle()}>
          {t("conflict.keep")}
        </Button>
      </Actions>
    </Dialog>
  );
}
