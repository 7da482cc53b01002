import { Choices } from "../ui/switch.tsx";
import { type Say, useWords } from "../words/words.tsx";
import { sayField } from "./field-words.ts";
import type { Draft } from "./item-draft.ts";
import { partsOf, type Sides } from "./merge-drafts.ts";

/** Both sides of each part, one of which is chosen. Secrets are shown: whoever chooses has to see them. */
export function ChooseSides({
  mine,
  theirs,
  names,
  sides,
  onChange,
}: {
  mine: Draft;
  theirs: Draft;
  names: readonly string[];
  sides: Sides;
  onChange: (sides: Sides) => void;
}) {
  const say = useWords();
  const { t } = say;
  const [ours, others] = [partsOf(mine), partsOf(theirs)];
  return names.map((name) => (
    <div key={name} className="sides">
      <Choices
        label={sayPart(say, name)}
        value={sides[name] ?? "MINE"}
        onChange={(side) => onChange({ ...sides, [name]: side })}
        options={[
          { id: "MINE", label: t("conflict.mine"), hint: sayValue(ours.get(name), t("conflict.nothing")) },
          { id: "THEIRS", label: t("conflict.theirs"), hint: sayValue(others.get(name), t("conflict.nothing")) },
        ]}
      />
    </div>
  ));
}

function sayPart(say: Say, name: string): string {
  if (name.startsWith("fields.")) return sayField(say, name.slice("fields.".length));
  return say.t(`part.${name as "title" | "notes" | "tags" | "custom"}`);
}

function sayValue(value: unknown, nothing: string): string {
  if (value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) return nothing;
  if (typeof value === "string") return value;
  return (value as readonly unknown[])
    .map((each) =>
      typeof each === "string"
        ? each
        : Object.values(each as object)
            .slice(0, 2)
            .join(": "),
    )
    .join(", ");
}
