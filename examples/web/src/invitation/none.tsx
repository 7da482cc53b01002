import { Banner } from "../ui/banner.tsx";
import { useWords } from "../words/words.tsx";
import type { Invited } from "./link.ts";

/** Why a link opens nothing here. */
export function NoInvitation({ invited }: { readonly invited: Invited }) {
  const { t } = useWords();
  if ("link" in invited) return null;
  return (
    <Banner tone="danger" isAlert>
      {invited.kind === "BROKEN"
        ? t("error.INVALID_INPUT.invitation")
        : t("invitation.elsewhere", { server: invited.server })}
    </Banner>
  );
}
