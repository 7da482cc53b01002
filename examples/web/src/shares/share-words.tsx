import type { SharePermission } from "sealgraph/client";
import { Badge } from "../ui/banner.tsx";
import type { Option } from "../ui/select.tsx";
import { type Say, useWords } from "../words/words.tsx";

const all: readonly SharePermission[] = ["READER", "READER_HIDDEN", "EDITOR", "OWNER"];

/** What somebody may do, each with what it means. A group owns nothing, and neither does a guest. */
export const permissionOptions = ({ t }: Say, canOwn: boolean): Option<SharePermission>[] =>
  all
    .filter((permission) => canOwn || permission !== "OWNER")
    .map((permission) => ({
      id: permission,
      label: t(`permission.${permission}`),
      hint: t(`permission.${permission}-text`),
    }));

export function PermissionBadge({ permission }: { permission: SharePermission | null }) {
  const { t } = useWords();
  return permission ? (
    <Badge tone="plain">{t(`permission.${permission}`)}</Badge>
  ) : (
    <Badge tone="danger">{t("permission.none")}</Badge>
  );
}
