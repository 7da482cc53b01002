import { useState } from "react";
import type { SecondFactor } from "sealgraph/client";
import { SpareCodes } from "../session/factor-parts.tsx";
import { useClient } from "../shell/client.tsx";
import { useAsked } from "../shell/live.ts";
import { Block } from "../shell/page.tsx";
import { Badge, Banner, Empty } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Confirm, Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { Problem } from "../ui/problem.tsx";
import { Waiting } from "../ui/progress.tsx";
import { useWords } from "../words/words.tsx";
import { AddAuthenticator, AddSecurityKey } from "./add-factor.tsx";

type Asks = "TOTP" | "KEY" | "CODES" | null;

/** What the server asks for besides password and Secret Key. */
export function FactorsPart() {
  const { t, time } = useWords();
  const client = useClient();
  const [asks, setAsks] = useState<Asks>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const status = useAsked(() => client.secondFactors.status(), [client]);
  const added = (spareCodes: readonly string[] | null) => {
    setAsks(null);
    setCodes(spareCodes);
    status.again();
  };
  if (status.value === undefined) return status.error ? <Problem error={status.error} /> : <Waiting />;
  const { factors, spareCodesLeft, demandedFrom } = status.value;
  return (
    <Block
      title={t("factors.title")}
      lead={t("factors.text")}
      actions={
        <>
          <Button icon="clock" onPress={() => setAsks("TOTP")}>
            {t("factors.add-totp")}
          </Button>
          <Button icon="key" onPress={() => setAsks("KEY")}>
            {t("factors.add-key")}
          </Button>
        </>
      }
    >
      {demandedFrom && factors.length === 0 && (
        <Banner tone="warning">{t("factors.demanded", { time: time(demandedFrom) })}</Banner>
      )}
      {factors.length === 0 ? (
        <Empty icon="shield" title={t("factors.none")}>
          {t("factors.none-text")}
        </Empty>
      ) : (
        <>
          <ul className="list">
            {factors.map((factor) => (
              <Row key={factor.factor} factor={factor} isLast={factors.length === 1} onChanged={status.again} />
            ))}
          </ul>
          <div className="row between">
            <Badge tone={spareCodesLeft < 3 ? "warning" : "plain"}>
              {t("factors.codes-left", { count: spareCodesLeft })}
            </Badge>
            <Button onPress={() => setAsks("CODES")}>{t("factors.new-codes")}</Button>
          </div>
        </>
      )}
      {asks === "TOTP" && <AddAuthenticator onAdded={added} onClose={() => setAsks(null)} />}
      {asks === "KEY" && <AddSecurityKey onAdded={added} onClose={() => setAsks(null)} />}
      {asks === "CODES" && (
        <Confirm
          title={t("factors.new-codes")}
          action={t("factors.new-codes")}
          look="primary"
          onConfirm={async () => added(await client.secondFactors.makeSpareCodes())}
          onClose={() => setAsks(null)}
        >
          <p>{t("factors.new-codes-text")}</p>
        </Confirm>
      )}
      {codes && (
        <Dialog title={t("factor.spare-codes")} serious>
          <SpareCodes codes={codes} />
          <Button look="primary" onPress={() => setCodes(null)}>
            {t("factor.kept")}
          </Button>
        </Dialog>
      )}
    </Block>
  );
}

function Row({ factor, isLast, onChanged }: { factor: SecondFactor; isLast: boolean; onChanged: () => void }) {
  const { t, ago } = useWords();
  const client = useClient();
  const [removes, setRemoves] = useState(false);
  const { name, kind, lastUsedAt } = factor;
  return (
    <li>
      <Icon name={kind === "TOTP" ? "clock" : "key"} />
      <div className="list-main">
        <strong>{name}</strong>
        <p className="hint">
          {t(`factors.kind.${kind}`)} · {lastUsedAt ? t("factors.used", { ago: ago(lastUsedAt) }) : t("factors.unused")}
        </p>
      </div>
      <Button look="danger" onPress={() => setRemoves(true)}>
        {t("factors.remove")}
      </Button>
      {removes && (
        <Confirm
          title={t("factors.remove-title", { name })}
          action={t("factors.remove")}
          onConfirm={() => client.secondFactors.remove(factor.factor)}
          onClose={() => {
            setRemoves(false);
            onChanged();
          }}
        >
          <p>{t(isLast ? "factors.remove-last" : "factors.remove-text")}</p>
        </Confirm>
      )}
    </li>
  );
}
