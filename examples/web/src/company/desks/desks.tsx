import { useState } from "react";
import type { Client, Partnership } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { Block, Page } from "../../shell/page.tsx";
import { Button } from "../../ui/button.tsx";
import { useWords } from "../../words/words.tsx";
import { useAsk } from "../ask.tsx";
import { Loaded } from "../loaded.tsx";
import { AcceptOffer } from "./accept-offer.tsx";
import { DeskBlock } from "./desk-block.tsx";

const fetchDesks = async ({ company }: Client) => ({
  partner: await company.desks.partner(),
  desks: await company.desks.list({ dismissed: true }),
});

/** Who looks after the company, and which desks of partners stand in its roster. Users read it; administrators end it. */
export function Desks({ readOnly = false }: { readonly readOnly?: boolean }) {
  const { t } = useWords();
  const client = useClient();
  const asked = useAsked(() => fetchDesks(client), [client]);
  const [accepting, setAccepting] = useState(false);
  return (
    <Page
      title={t("company.partner.title")}
      actions={!readOnly && <Button onPress={() => setAccepting(true)}>{t("company.partner.accept")}</Button>}
    >
      <Loaded asked={asked}>
        {({ partner, desks }) => (
          <>
            <PartnerBlock partner={partner} readOnly={readOnly} onDone={asked.again} />
            {desks.map((desk) => (
              <DeskBlock key={`${desk.desk} ${desk.dismissed}`} desk={desk} readOnly={readOnly} onDone={asked.again} />
            ))}
          </>
        )}
      </Loaded>
      {accepting && <AcceptOffer onDone={asked.again} onClose={() => setAccepting(false)} />}
    </Page>
  );
}

function PartnerBlock({
  partner,
  readOnly,
  onDone,
}: {
  readonly partner: Partnership | null;
  readonly readOnly: boolean;
  readonly onDone: () => void;
}) {
  const { t, day } = useWords();
  const client = useClient();
  const { ask, asked } = useAsk();
  if (partner === null) return <p className="hint">{t("company.partner.none")}</p>;
  const called = partner.name ?? partner.partner.slice(0, 8);
  const leave = () =>
    ask({
      title: t("company.partner.leave"),
      text: t("company.partner.leave.ask", { partner: called }),
      action: t("company.partner.leave"),
      onConfirm: async () => {
        await client.company.desks.leavePartner();
        onDone();
      },
    });
  return (
    <Block
      title={called}
      lead={`${t("company.partner.since", { date: day(partner.since) })}${partner.founded ? `; ${t("company.partner.founded")}` : ""}. ${t("company.partner.word")}`}
      actions={
        !readOnly && (
          <Button look="danger" onPress={leave}>
            {t("company.partner.leave")}
          </Button>
        )
      }
    >
      <p>{t("company.partner.sees")}</p>
      {partner.parent && (
        <p>{t("company.partner.under", { name: partner.parent.name ?? partner.parent.partner.slice(0, 8) })}</p>
      )}
      {asked}
    </Block>
  );
}
