import type { PolicyWord } from "sealgraph/client";
import type { Say } from "../../words/words.tsx";
import { titleOfGroup } from "../groups/title.ts";
import type { PolicyGround } from "./policies.tsx";

/** Whose word something is, as people call them. */
export function wordOf({ groups, people, desks }: PolicyGround, of: PolicyWord, t: Say["t"]): string {
  switch (of.scope) {
    case "TENANT":
      return t("company.policies.by.TENANT");
    case "PARTNER": {
      const desk = desks.find((each) => each.desk === of.id);
      return t("company.policies.by.PARTNER", { name: desk?.partner ?? of.id.slice(0, 8) });
    }
    case "GROUP": {
      const group = groups.find((each) => each.group === of.id);
      return t("policy.origin.GROUP", { group: group ? titleOfGroup(group, t) : of.id.slice(0, 8) });
    }
    case "USER":
      return people.find(({ user }) => user === of.id)?.name ?? of.id.slice(0, 8);
  }
}
