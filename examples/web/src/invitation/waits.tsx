import { useValue } from "../shell/value.ts";
import { Banner } from "../ui/banner.tsx";
import { useWords } from "../words/words.tsx";
import { waiting } from "./waiting.ts";

/** Where somebody is on their way in: that they came by an invitation is not forgotten. */
export function InvitationWaits() {
  const { t } = useWords();
  const invited = useValue(waiting);
  return invited && "link" in invited ? <Banner>{t("invitation.waits")}</Banner> : null;
}
