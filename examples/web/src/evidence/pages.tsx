import { useState } from "react";
import type { Evidence } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { useTick } from "../shell/live.ts";
import { Block, Page } from "../shell/page.tsx";
import { Banner, Empty } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { offerFile } from "../ui/offer-file.ts";
import { Problem } from "../ui/problem.tsx";
import { tell } from "../ui/toast.tsx";
import { useWords } from "../words/words.tsx";

/** The server showed something that contradicts what was signed: what that means, what to do, and the proof of it. */
export default function EvidencePages() {
  const { t } = useWords();
  const client = useClient();
  useTick(client);
  const evidence = client.evidence.list();
  const frozen = client.status().vaults.filter((vault) => vault.frozen);
  if (evidence.length === 0) {
    return (
      <Page title={t("evidence.title")}>
        <Empty icon="shield" title={t("evidence.none")}>
          {t("evidence.none-text")}
        </Empty>
      </Page>
    );
  }
  const save = () => {
    const file = JSON.stringify(client.evidence.export(), null, 2);
    offerFile("sealgraph-evidence.json", "application/json", file);
  };
  return (
    <Page
      title={t("evidence.title")}
      actions={
        <Button look="primary" icon="download" onPress={save}>
          {t("evidence.export")}
        </Button>
      }
    >
      <Banner tone="danger" title={t("evidence.what")}>
        {t("evidence.means")}
      </Banner>
      <Block title={t("evidence.do")}>
        <ol className="steps">
          <li>{t("evidence.do-export")}</li>
          <li>{t("evidence.do-tell")}</li>
          <li>{t("evidence.do-wait")}</li>
        </ol>
      </Block>
      {frozen.length > 0 && (
        <Block title={t("evidence.frozen")} lead={t("evidence.frozen-text")}>
          <ul className="list">
            {frozen.map(({ vault, class: its }) => (
              <Frozen key={vault} vault={vault} name={t(`evidence.vault.${its}`)} />
            ))}
          </ul>
        </Block>
      )}
      <Block title={t("evidence.list")}>
        <ul className="list">
          {evidence.map((each) => (
            <Piece key={each.id} evidence={each} />
          ))}
        </ul>
      </Block>
    </Page>
  );
}

function Piece({ evidence: { at, kind, check } }: { evidence: Evidence }) {
  const { t, time } = useWords();
  return (
    <li>
      <Icon name={kind === "RESET" ? "info" : "danger"} />
      <div className="list-main">
        <strong>{t(`evidence.kind.${kind}`)}</strong>
        <p className="hint">{t("evidence.check", { check, time: time(at) })}</p>
      </div>
    </li>
  );
}

function Frozen({ vault, name }: { vault: string; name: string }) {
  const { t } = useWords();
  const client = useClient();
  const [error, setError] = useState<unknown>(null);
  const ask = async () => {
    setError(null);
    try {
      await client.evidence.thaw(vault);
      // What was asked for again may be no better than before.
      const isFrozen = client.status().vaults.some((each) => each.vault === vault && each.frozen);
      tell(t(isFrozen ? "evidence.still" : "evidence.thawed"), isFrozen ? "danger" : "good");
    } catch (error) {
      setError(error);
    }
  };
  return (
    <li>
      <Icon name="lock" />
      <div className="list-main">
        <strong>{name}</strong>
        <Problem error={error} />
      </div>
      <Button icon="sync" onPress={() => void ask()}>
        {t("evidence.thaw")}
      </Button>
    </li>
  );
}
