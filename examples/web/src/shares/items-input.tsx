import { useDeferredValue, useState } from "react";
import type { ProfileKind } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { useLive } from "../shell/live.ts";
import { SearchField } from "../ui/field.tsx";
import { Waiting } from "../ui/progress.tsx";
import { Checkbox } from "../ui/switch.tsx";
import { useWords } from "../words/words.tsx";

/** So many are offered; the rest is found by its title. */
const most = 50;

/** Items of a profile, some of which are chosen. */
export function ItemsInput({
  profile,
  chosen,
  onChange,
}: {
  profile: ProfileKind;
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}) {
  const { t } = useWords();
  const client = useClient();
  const [search, setSearch] = useState("");
  const wanted = useDeferredValue(search);
  const items = useLive(client, () => client.profile(profile).items().find(wanted), [profile, wanted]);
  if (items.value === undefined) return <Waiting />;
  return (
    <fieldset className="field stack">
      <legend>{t("shares.items", { count: chosen.length })}</legend>
      <SearchField label={t("shares.find-items")} value={search} onChange={setSearch} />
      <div className="stack scrolls">
        {items.value.length === 0 && <p className="hint">{t("shares.no-items")}</p>}
        {items.value.slice(0, most).map(({ id, title }) => (
          <Checkbox
            key={id}
            isSelected={chosen.includes(id)}
            onChange={(isIn) => onChange(isIn ? [...chosen, id] : chosen.filter((other) => other !== id))}
          >
            {title || t("vault.untitled")}
          </Checkbox>
        ))}
      </div>
    </fieldset>
  );
}
