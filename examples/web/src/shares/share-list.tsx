import { useState } from "react";
import type { Share, ShareOffer } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { useAsked, useLive, useTick } from "../shell/live.ts";
import { Block, Page } from "../shell/page.tsx";
import { goTo, to } from "../shell/route.ts";
import { Badge, Empty } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Problem } from "../ui/problem.tsx";
import { Waiting } from "../ui/progress.tsx";
import { tell } from "../ui/toast.tsx";
import { useWords } from "../words/words.tsx";
import { PutInInvitation } from "./join.tsx";
import { PermissionBadge } from "./share-words.tsx";

export function ShareList() {
  const { t } = useWords();
  const client = useClient();
  const [joins, setJoins] = useState(false);
  const shares = useLive(client, () => client.shares.list());
  const declined = useLive(client, () => client.shares.declined());
  return (
    <Page
      title={t("shares.title")}
      lead={t("shares.lead")}
      actions={
        <>
          <Button icon="link" onPress={() => setJoins(true)}>
            {t("shares.join")}
          </Button>
          <Button look="primary" icon="plus" onPress={() => goTo("shares", "new")}>
            {t("shares.new")}
          </Button>
        </>
      }
    >
      <Offers />
      <Block title={t("shares.yours")}>
        <Problem error={shares.error} />
        {shares.value === undefined ? (
          shares.error === null && <Waiting />
        ) : shares.value.length === 0 ? (
          <Empty icon="shares" title={t("shares.none")}>
            {t("shares.none-text")}
          </Empty>
        ) : (
          <ul className="list">
            {shares.value.map((share) => (
              <Row key={share.id} share={share} />
            ))}
          </ul>
        )}
      </Block>
      {declined.value !== undefined && declined.value.length > 0 && (
        <Block title={t("shares.declined")} lead={t("shares.declined-text")}>
          <ul className="list">
            {declined.value.map((share) => (
              <Row key={share.id} share={share} accept={() => client.shares.accept(share.id)} />
            ))}
          </ul>
        </Block>
      )}
      {joins && <PutInInvitation onClose={() => setJoins(false)} />}
    </Page>
  );
}

function Row({ share, accept }: { share: Share; accept?: () => Promise<unknown> }) {
  const { t } = useWords();
  const [error, setError] = useState<unknown>(null);
  const name = share.name ?? t("shares.unnamed");
  return (
    <li>
      <Icon name="sharedFolder" />
      <div className="list-main">
        <strong>{accept ? name : <a href={to("shares", share.id)}>{name}</a>}</strong>
        <p className="hint">
          {t("shares.people", { members: share.members, groups: share.groups, guests: share.guests })}
        </p>
        <Problem error={error} />
      </div>
      {share.visited !== null && <Badge>{t("shares.as-guest")}</Badge>}
      {share.key !== "HERE" && <Badge tone="warning">{t(`shares.key.${share.key}`)}</Badge>}
      <PermissionBadge permission={share.permission} />
      {accept && <Button onPress={() => void accept().catch(setError)}>{t("shares.accept")}</Button>}
    </li>
  );
}

/** What others offer: nothing of it is here before somebody says yes. */
function Offers() {
  const { t } = useWords();
  const client = useClient();
  useTick(client);
  const offered = client.status().shares.offered;
  const offers = useAsked(() => client.shares.offers(), [client, offered]);
  if (offers.value === undefined || offers.value.length === 0) return null;
  return (
    <Block title={t("shares.offers")} lead={t("shares.offers-text")}>
      <ul className="list">
        {offers.value.map((offer) => (
          <Offer key={offer.id} offer={offer} onSettled={offers.again} />
        ))}
      </ul>
    </Block>
  );
}

function Offer({ offer, onSettled }: { offer: ShareOffer; onSettled: () => void }) {
  const { t } = useWords();
  const client = useClient();
  const [error, setError] = useState<unknown>(null);
  const name = offer.name ?? t("shares.unnamed");
  const settle = async (act: () => Promise<unknown>, said: string) => {
    try {
      await act();
      tell(said);
      onSettled();
    } catch (error) {
      setError(error);
    }
  };
  return (
    <li>
      <Icon name="sharedFolder" />
      <div className="list-main">
        <strong>{name}</strong>
        <p className="hint">
          {t("shares.from", { name: offer.fromName ?? t("shares.somebody"), address: offer.fromAddress ?? "" })}
        </p>
        <Problem error={error} />
      </div>
      <PermissionBadge permission={offer.permission} />
      <Button
        look="primary"
        onPress={() => void settle(() => client.shares.accept(offer.id), t("shares.accepted", { name }))}
      >
        {t("shares.accept")}
      </Button>
      <Button onPress={() => void settle(() => client.shares.decline(offer.id), t("shares.declined-it", { name }))}>
        {t("shares.decline")}
      </Button>
    </li>
  );
}
