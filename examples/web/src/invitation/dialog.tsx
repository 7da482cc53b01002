import type { Client, GuestInvitationView } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { type Asked, useAsked } from "../shell/live.ts";
import { goTo } from "../shell/route.ts";
import { useValue } from "../shell/value.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Actions, Dialog } from "../ui/dialog.tsx";
import { Form } from "../ui/form.tsx";
import { Problem } from "../ui/problem.tsx";
import { Waiting } from "../ui/progress.tsx";
import { tell } from "../ui/toast.tsx";
import { useWords } from "../words/words.tsx";
import { InvitationFacts } from "./facts.tsx";
import { NoInvitation } from "./none.tsx";
import { waiting } from "./waiting.ts";

const putAway = () => waiting.set(null);

/** An invitation that somebody came with, or put in, who is signed in: what it is for, and only then the one button that uses it. */
export function InvitationDialog() {
  const { t } = useWords();
  const invited = useValue(waiting);
  if (invited === null) return null;
  if (invited.kind === "COMPANY") return <JoinCompany key={invited.link} link={invited.link} />;
  if (invited.kind === "SHARE") return <JoinShare key={invited.link} link={invited.link} />;
  return (
    <Dialog title={t("invitation.title")} onClose={putAway}>
      <NoInvitation invited={invited} />
      <Actions>
        <Button onPress={putAway}>{t("ui.close")}</Button>
      </Actions>
    </Dialog>
  );
}

function JoinCompany({ link }: { readonly link: string }) {
  const { t } = useWords();
  const client = useClient();
  const asked = useAsked(
    async () => ({
      view: await client.company.invitation(link),
      leaves: await whatIsLeft(client),
      shares: await sharesLeft(client),
    }),
    [client, link],
  );
  const join = async () => {
    const { name } = await client.company.join(link);
    putAway();
    tell(t("invitation.joined", { company: name ?? t("invitation.unnamed") }));
    goTo("vault");
  };
  return (
    <Dialog title={t("invitation.title")} onClose={putAway}>
      <Shown asked={asked}>
        {({ view, leaves, shares }) => (
          <Fits address={view.address}>
            <Form action={t("guest.join")} onSubmit={join} onCancel={putAway}>
              <InvitationFacts view={view} />
              <p>{leaves === null ? t("invitation.all-along") : t("invitation.stays", { count: leaves })}</p>
              {shares > 0 && <p>{t("invitation.shares-left", { count: shares })}</p>}
            </Form>
          </Fits>
        )}
      </Shown>
    </Dialog>
  );
}

/** How many items of the business profile stay with a company of others; null where all of it goes along. */
async function whatIsLeft(client: Client): Promise<number | null> {
  if (!client.status().removed && (await client.company.people()).length === 1) return null;
  return (await client.profile("BUSINESS").items().list()).length;
}

/** How many shares somebody leaves with the company. Where they are a guest, they stay one. */
async function sharesLeft(client: Client): Promise<number> {
  return (await client.shares.list()).filter(({ visited }) => visited === null).length;
}

function JoinShare({ link }: { readonly link: string }) {
  const { t } = useWords();
  const client = useClient();
  const asked = useAsked(() => client.shares.openInvitation(link), [client, link]);
  const join = async () => {
    const { id } = await client.shares.join(link);
    putAway();
    goTo("shares", id);
  };
  return (
    <Dialog title={t("guest.join-title")} onClose={putAway}>
      <Shown asked={asked}>
        {(view) => (
          <Fits address={view.address}>
            <Form action={t("guest.join")} onSubmit={join} onCancel={putAway}>
              <ShareFacts view={view} />
            </Form>
          </Fits>
        )}
      </Shown>
    </Dialog>
  );
}

function ShareFacts({ view }: { readonly view: GuestInvitationView }) {
  const { t, time } = useWords();
  return (
    <Banner title={t("guest.from", { name: view.fromName ?? t("shares.somebody"), address: view.fromAddress ?? "" })}>
      {t("guest.what", { permission: t(`permission.${view.permission}`), time: time(view.expiresAt) })}
    </Banner>
  );
}

/** What an invitation says, once it is verified; or why it says nothing. */
function Shown<T>({ asked, children }: { readonly asked: Asked<T>; readonly children: (value: T) => React.ReactNode }) {
  const { t } = useWords();
  if (asked.value !== undefined) return children(asked.value);
  if (asked.error === null) return <Waiting />;
  return (
    <>
      <Problem error={asked.error} />
      <Actions>
        <Button onPress={putAway}>{t("ui.close")}</Button>
        <Button look="primary" onPress={asked.again}>
          {t("ui.again")}
        </Button>
      </Actions>
    </>
  );
}

/** An invitation is for one address: nobody is offered to use another's. */
function Fits({ address, children }: { readonly address: string; readonly children: React.ReactNode }) {
  const { t } = useWords();
  const client = useClient();
  const yours = client.account.address.trim().normalize("NFC").toLowerCase();
  if (address === yours) return children;
  return (
    <>
      <Banner tone="danger" isAlert title={t("error.INVITATION_REFUSED.OTHER_ADDRESS")}>
        {t("invitation.other-person", { address, yours: client.account.address })}
      </Banner>
      <Actions>
        <Button onPress={putAway}>{t("ui.close")}</Button>
      </Actions>
    </>
  );
}
