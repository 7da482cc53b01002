import { useState } from "react";
import { SignOut } from "../session/sign-out.tsx";
import { useClient } from "../shell/client.tsx";
import { Language } from "../shell/language.tsx";
import { useTick } from "../shell/live.ts";
import { Block } from "../shell/page.tsx";
import { Button } from "../ui/button.tsx";
import { useWords } from "../words/words.tsx";

/** Who somebody is here, what language is spoken, and the way out. */
export function AccountPart() {
  const { t, time } = useWords();
  const client = useClient();
  useTick(client);
  const [leaves, setLeaves] = useState(false);
  const { address, name, server, deviceName } = client.account;
  const { lastSyncAt } = client.status();
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
      {leaves && <SignOut client={client} onClose={() => setLeaves(false)} />}
    </div>
  );
}
