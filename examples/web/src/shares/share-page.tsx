import { useState } from "react";
import type { ShareDetails } from "sealgraph/client";
import { isCode } from "../session/session.ts";
import { useClient } from "../shell/client.tsx";
import { useAsked, useLive } from "../shell/live.ts";
import { Block, Page } from "../shell/page.tsx";
import { Badge, Banner, Empty } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { LongList } from "../ui/long-list.tsx";
import { Problem } from "../ui/problem.tsx";
import { Waiting } from "../ui/progress.tsx";
import { ItemRow } from "../vault/item-list.tsx";
import { toPlace } from "../vault/place.ts";
import { useWords } from "../words/words.tsx";
import { Guests } from "./guests.tsx";
import { PutIn } from "./put-in.tsx";
import { Recipients } from "./recipients.tsx";
import { ShareMenu } from "./share-menu.tsx";
import { PermissionBadge } from "./share-words.tsx";

/** One share: who has it, what they may, and what can be done about it. */
export function SharePage({ id }: { id: string }) {
  const { t } = useWords();
  const client = useClient();
  const shares = useLive(client, () => client.shares.list());
  // What people are called and what they said is asked of the server, when what is here of the share is another.
  const known = JSON.stringify(shares.value?.find((each) => each.id === id));
  const share = useAsked(() => client.shares.get(id), [client, id, known]);
  if (share.value === undefined) {
    if (share.error === null) return <Waiting />;
    if (isCode(share.error, "NOT_FOUND", "ACCESS_LOST")) return <Empty icon="shares" title={t("shares.gone")} />;
    return <Problem error={share.error} />;
  }
  return <Shown share={share.value} onChanged={share.again} />;
}

function Shown({ share, onChanged }: { share: ShareDetails; onChanged: () => void }) {
  const { t } = useWords();
  const client = useClient();
  const [adds, setAdds] = useState<"PEOPLE" | "ITEMS" | null>(null);
  const isOwner = share.permission === "OWNER";
  const isOpen = share.key === "HERE";
  const writes = isOpen && (isOwner || share.permission === "EDITOR");
  const words = useLive(client, async () => (share.key === "UNVERIFIED" ? client.shares.ownWords() : null));
  return (
    <Page
      title={share.name ?? t("shares.unnamed")}
      lead={t(`shares.scope.${share.scope}`)}
      actions={
        <>
          <a
            className="button plain"
            href={toPlace({ profile: share.scope, view: { is: "SHARE", share: share.id }, item: null })}
          >
            {t("shares.see-items")}
          </a>
          <ShareMenu share={share} onChanged={onChanged} />
        </>
      }
    >
      <div className="row">
        <PermissionBadge permission={share.permission} />
        {share.visited !== null && <Badge>{t("shares.as-guest")}</Badge>}
        {share.due && <Badge tone="warning">{t("shares.due")}</Badge>}
      </div>
      {share.key !== "HERE" && (
        <Banner tone="warning" title={t(`shares.key.${share.key}`)}>
          {t(`shares.key.${share.key}-text`)}
          {words.value && <p className="words">{words.value.join(" ")}</p>}
        </Banner>
      )}
      {share.permission === "READER_HIDDEN" && <Banner title={t("item.hidden")}>{t("item.hidden-text")}</Banner>}
      <Block
        title={t("recipients.title")}
        actions={
          isOwner && (
            <Button look="primary" icon="plus" onPress={() => setAdds("PEOPLE")}>
              {t("recipients.add")}
            </Button>
          )
        }
      >
        <Recipients share={share} onChanged={onChanged} />
      </Block>
      {isOwner && share.visited === null && <Guests share={share} />}
      {isOwner && <ToChange share={share} />}
      <Block
        title={t("shares.content")}
        actions={
          writes && (
            <Button icon="plus" onPress={() => setAdds("ITEMS")}>
              {t("shares.put-in")}
            </Button>
          )
        }
      >
        <Content share={share} />
      </Block>
      {adds && (
        <PutIn
          share={share}
          what={adds}
          onClose={() => {
            setAdds(null);
            onChanged();
          }}
        />
      )}
    </Page>
  );
}

function Content({ share }: { share: ShareDetails }) {
  const { t } = useWords();
  const client = useClient();
  const items = useLive(
    client,
    async () => (share.key === "PENDING" ? [] : client.shares.open(share.id).items().list()),
    [share.id, share.key],
  );
  if (items.value === undefined) return items.error ? <Problem error={items.error} /> : <Waiting />;
  if (items.value.length === 0) return <p className="hint">{t("shares.nothing-in")}</p>;
  return (
    <LongList all={items.value} keyOf={({ id }) => id} current={null}>
      {(item, tabIndex) => (
        <ItemRow
          item={item}
          href={toPlace({ profile: share.scope, view: { is: "SHARE", share: share.id }, item: item.id })}
          isOfShare
          tabIndex={tabIndex}
        />
      )}
    </LongList>
  );
}

/** What people could read who are no recipients any more: it is changed where it is good, not here alone. */
function ToChange({ share }: { share: ShareDetails }) {
  const { t, day } = useWords();
  const client = useClient();
  const items = useAsked(() => client.shares.toChange(share.id), [client, share.id, share.epoch]);
  if (items.value === undefined || items.value.length === 0) return null;
  return (
    <Block title={t("to-change.title")} lead={t("to-change.text")}>
      <ul className="list">
        {items.value.map(({ id, title, since, trashedAt }) => (
          <li key={id}>
            <div className="list-main">
              <strong>{title}</strong>
              <p className="hint">{t("to-change.since", { day: day(since) })}</p>
            </div>
            {trashedAt && <Badge tone="plain">{t("vault.view.TRASH")}</Badge>}
            <a
              className="button plain"
              href={toPlace({ profile: share.scope, view: { is: "SHARE", share: share.id }, item: id })}
            >
              {t("to-change.look")}
            </a>
          </li>
        ))}
      </ul>
    </Block>
  );
}
