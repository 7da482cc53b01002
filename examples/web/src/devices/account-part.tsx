import { useState } from "react";
import { useClient } from "../shell/client.tsx";
import { Language } from "../shell/language.tsx";
import { useTick } from "../shell/live.ts";
import { Block } from "../shell/page.tsx";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/dialog.tsx";
import { useWords } from "../words/words.tsx";

/** Who somebody is here, what language is spoken, and the way out. */
export function AccountPart() {
  const { t, time } = useWords();
  const client = useClient();
  useTick(client);
  const [leaves, setLeaves] = useState(false);
  const { address, name, server, deviceName } = client.account;
  const { pending, refused, lastSyncAt } = client.status();
  const waiting = pending + refused;
  const facts = [
    ...(name ? [[t("sign-up.name"), name]] : []),
    [t("session.address"), address],
    [t("kit.server"), server],
    [t("sign-in.device"), deviceName],
    [t("account.synced"), lastSyncAt ? time(lastSyncAt) : t("account.never")],
  ] as const;
  return (
    <div className="stack">
      <Block title={t("account.you")}>
        <dl className="facts">
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Block>
      <Block
        title={t("shell.language")}
        lead={t("account.language-text")}
        actions={<Language onChoose={(locale) => void client.setLocale(locale).catch(() => {})} />}
      />
      <Block
        title={t("unlock.other")}
        lead={t("sign-out.text")}
        actions={
          <Button look="danger" onPress={() => setLeaves(true)}>
            {t("sign-out.action")}
          </Button>
        }
      />
      {leaves && (
        <Confirm
          title={t("sign-out.title")}
          action={t(waiting > 0 ? "sign-out.discard" : "sign-out.action")}
          onConfirm={() => client.signOut({ discard: waiting > 0 })}
          onClose={() => setLeaves(false)}
        >
          <p>{t("sign-out.text")}</p>
          {waiting > 0 && <p>{t("sign-out.waiting", { count: waiting })}</p>}
        </Confirm>
      )}
    </div>
  );
}
