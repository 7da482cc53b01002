import type { InvitationView } from "sealgraph/client";
import { openInvitation } from "sealgraph/client";
import { session } from "../session/session.ts";
import { Alone } from "../shell/alone.tsx";
import { useAsked } from "../shell/live.ts";
import { goTo } from "../shell/route.ts";
import { Button } from "../ui/button.tsx";
import { Actions } from "../ui/dialog.tsx";
import { Problem } from "../ui/problem.tsx";
import { Waiting } from "../ui/progress.tsx";
import { useWords } from "../words/words.tsx";
import { InvitationFacts } from "./facts.tsx";
import type { Invited } from "./link.ts";
import { NoInvitation } from "./none.tsx";
import { waiting } from "./waiting.ts";

const later = () => waiting.set(null);

/** Somebody came by the link of an invitation to a browser that knows nobody: what it is for, and the ways on. */
export default function InvitationEntrance({ invited }: { readonly invited: Invited }) {
  const { t } = useWords();
  switch (invited.kind) {
    case "COMPANY":
      return <IntoCompany key={invited.link} link={invited.link} />;
    case "SHARE":
      return (
        <Alone title={t("invitation.title")} lead={t("invitation.share-lead")}>
          <WaysIn />
        </Alone>
      );
    default:
      return (
        <Alone title={t("invitation.title")}>
          <NoInvitation invited={invited} />
          <Actions>
            <Button onPress={later}>{t("invitation.without")}</Button>
          </Actions>
        </Alone>
      );
  }
}

function IntoCompany({ link }: { readonly link: string }) {
  const { t } = useWords();
  const asked = useAsked<InvitationView>(async () => openInvitation(await session.settings(), link), [link]);
  return (
    <Alone title={t("invitation.title")}>
      {asked.value ? <InvitationFacts view={asked.value} /> : asked.error === null && <Waiting />}
      <Problem error={asked.error} />
      {asked.value ? (
        <WaysIn />
      ) : (
        asked.error !== null && (
          <Actions>
            <Button onPress={later}>{t("invitation.without")}</Button>
            <Button look="primary" onPress={asked.again}>
              {t("ui.again")}
            </Button>
          </Actions>
        )
      )}
    </Alone>
  );
}

function WaysIn() {
  const { t } = useWords();
  return (
    <Actions>
      <Button look="quiet" onPress={later}>
        {t("invitation.later")}
      </Button>
      <Button onPress={() => goTo("sign-in")}>{t("sign-up.sign-in")}</Button>
      <Button look="primary" onPress={() => goTo("sign-up")}>
        {t("sign-up.make")}
      </Button>
    </Actions>
  );
}
