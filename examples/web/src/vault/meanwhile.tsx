import { useState } from "react";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Actions } from "../ui/dialog.tsx";
import { useWords } from "../words/words.tsx";
import { ChooseSides } from "./choose-sides.tsx";
import type { Draft } from "./item-draft.ts";
import { differing, mergeDrafts, type Sides } from "./merge-drafts.ts";

/** The item was changed elsewhere while it was edited here: what only one changed is taken, what both changed a person chooses. */
export function Meanwhile({
  before,
  mine,
  theirs,
  onChosen,
}: {
  before: Draft;
  mine: Draft;
  theirs: Draft;
  onChosen: (chosen: Draft) => void;
}) {
  const { t } = useWords();
  const [sides, setSides] = useState<Sides>({});
  const differ = differing(before, mine, theirs);
  return (
    <div className="item">
      <h2>{t("meanwhile.title")}</h2>
      <Banner tone="warning">{t(differ.length > 0 ? "meanwhile.choose" : "meanwhile.merged")}</Banner>
      <ChooseSides mine={mine} theirs={theirs} names={differ} sides={sides} onChange={setSides} />
      <Actions>
        <Button look="primary" onPress={() => onChosen(mergeDrafts(before, mine, theirs, sides))}>
          {t("meanwhile.go-on")}
        </Button>
      </Actions>
    </div>
  );
}
