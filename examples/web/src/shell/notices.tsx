import { useState } from "react";
import { SignInAgain } from "../session/sign-in-again.tsx";
import { Banner } from "../ui/banner.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { sayError } from "../ui/problem.tsx";
import { toPlace } from "../vault/place.ts";
import { useWords } from "../words/words.tsx";
import { useClient } from "./client.tsx";
import { useTick } from "./live.ts";
import { type News, newsFrom, putAway } from "./news.ts";
import { to } from "./route.ts";
import { useValue } from "./value.ts";

/** What a person should know whatever they are at: the gravest first. */
export function Notices() {
  const { t } = useWords();
  const client = useClient();
  useTick(client);
  const [signsIn, setSignsIn] = useState(false);
  const news = useValue(newsFrom(client));
  const { evidence, vaults, ended, signedIn, removed, refused, shares } = client.status();
  const waits = client.queue.list().find(({ refusal }) => refusal !== null)?.records[0]?.profile ?? "PERSONAL";
  const frozen = vaults.some((vault) => vault.frozen);
  return (
    <div className="notices">
      {evidence > 0 && (
        <Banner
          tone="danger"
          isAlert
          title={t("notice.caught")}
          actions={
            <a className="button danger" href={to("evidence")}>
              {t("notice.see-evidence")}
            </a>
          }
        >
          {t(frozen ? "notice.frozen" : "notice.caught-text")}
        </Banner>
      )}
      {!signedIn && (
        <Banner
          tone="warning"
          title={t(`notice.ended.${ended ?? "SESSION_ENDED"}`)}
          actions={<Button onPress={() => setSignsIn(true)}>{t("again.action")}</Button>}
        >
          {t("notice.ended-text")}
        </Banner>
      )}
      {removed && (
        <Banner tone="warning" title={t("notice.removed")}>
          {t("notice.removed-text")}
        </Banner>
      )}
      {refused > 0 && (
        <Banner
          tone="danger"
          title={t("notice.refused", { count: refused })}
          actions={
            <a className="button plain" href={toPlace({ profile: waits, view: { is: "WAITING" }, item: null })}>
              {t("notice.look")}
            </a>
          }
        />
      )}
      {shares.offered > 0 && (
        <Banner
          title={t("notice.offered", { count: shares.offered })}
          actions={
            <a className="button plain" href={to("shares")}>
              {t("notice.look")}
            </a>
          }
        />
      )}
      {news.map((each) => (
        <Told key={each.id} news={each} />
      ))}
      {signsIn && <SignInAgain client={client} onClose={() => setSignsIn(false)} />}
    </div>
  );
}

function Told({ news }: { news: News }) {
  const say = useWords();
  const { t } = say;
  const client = useClient();
  return (
    <Banner
      tone={news.is === "TROUBLE" ? "warning" : "info"}
      title={t(`news.${news.is}`)}
      actions={<IconButton icon="close" label={t("news.put-away")} onPress={() => putAway(client, news.id)} />}
    >
      {news.is === "TROUBLE" && sayError(say, news.error)}
      {news.is === "POLICIES" && news.changed.map((name) => t(`policy.${name}`)).join(", ")}
      {news.is === "RECOVERY" && t("news.RECOVERY-text", { count: news.entrusted })}
      {news.is === "RESET" && t("news.RESET-text", { count: news.kept })}
    </Banner>
  );
}
