import type { Group } from "sealgraph/client";
import type { Say } from "../../words/words.tsx";

/** A group as people call it. */
export const titleOfGroup = ({ name, everyone }: Pick<Group, "name" | "everyone">, t: Say["t"]): string =>
  everyone ? t("company.groups.everyone") : (name ?? t("company.groups.unread"));
