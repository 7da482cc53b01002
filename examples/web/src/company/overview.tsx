import { type ReactNode, useState } from "react";
import type { Client, CompanyView } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { useAsked } from "../shell/live.ts";
import { Block, Page } from "../shell/page.tsx";
import { to } from "../shell/route.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Progress } from "../ui/progress.tsx";
import { useWords } from "../words/words.tsx";
import { GlassBanner } from "./desks/glass.tsx";
import { Facts } from "./facts.tsx";
import { Loaded } from "./loaded.tsx";
import { OneField } from "./one-field.tsx";

const fetchOverview = async (client: Client) => ({
  company: await client.company.view(),
  partner: await client.company.desks.partner(),
  desks: await client.company.desks.list(),
  people: await client.company.people(),
  recovery: await client.recovery.status(),
  cases: await client.recovery.recoveries(),
});

/** How the company stands, and what waits for an administrator. */
export function Overview() {
  const { t, day } = useWords();
  const client = useClient();
  const asked = useAsked(() => fetchOverview(client), [client]);
  const [editing, setEditing] = useState<"NAME" | "CODE" | null>(null);
  return (
    <Loaded asked={asked}>
      {({ company, partner, desks, people, recovery, cases }) => (
        <Page
          title={company.name ?? t("company.unnamed")}
          actions={
            <>
              <Button icon="edit" onPress={() => setEditing("NAME")}>
                {t("company.overview.rename")}
              </Button>
              <Button onPress={() => setEditing("CODE")}>{t("company.overview.redeem")}</Button>
            </>
          }
        >
          {company.suspendedAt && (
            <Banner tone="danger">{t("company.overview.suspended", { date: day(company.suspendedAt) })}</Banner>
          )}
          {desks.map((desk) => (
            <GlassBanner
              key={desk.desk}
              desk={desk}
              actions={<a href={to("company", "partner")}>{t("company.nav.partner")}</a>}
            />
          ))}
          {company.name === null && company.seats === 1 && <Banner>{t("company.alone")}</Banner>}
          <Facts
            facts={[
              [t("company.overview.plan"), planInWords(company, t, day)],
              [t("company.overview.you"), t(`company.role.${company.you.primary ? "PRIMARY" : company.you.role}`)],
              [
                t("company.overview.partner"),
                partner === null ? t("company.overview.partner.none") : (partner.name ?? partner.partner),
              ],
              [
                t("company.overview.recovery"),
                <a key="recovery" href={to("company", "recovery")}>
                  {t(recovery.on === null ? "recovery.state.off" : "recovery.state.on")}
                </a>,
              ],
            ]}
          />
          <Seats company={company} />
          <Block title={t("company.overview.waits")}>
            <Waits
              links={[
                ...people
                  .filter(({ awaiting }) => awaiting !== null)
                  .map(({ user, name }) => ({
                    href: to("company", "people", user),
                    text: t("company.overview.waits.person", { name: name ?? t("company.unverified") }),
                  })),
                ...(recovery.awaiting
                  ? [{ href: to("company", "recovery"), text: t("company.overview.waits.recovery") }]
                  : []),
                ...cases
                  .filter(({ state, openedBy }) => state === "WAITING" && openedBy !== client.account.user)
                  .map(({ id }) => ({
                    href: to("company", "recovery", "cases", id),
                    text: t("company.overview.waits.case"),
                  })),
              ]}
            />
          </Block>
          {client.account.surface !== "PARTNER" && (
            <p className="hint">
              <a href={to("partner")}>{t("partner.enter")}</a>
            </p>
          )}
          {editing === "NAME" && (
            <OneField
              title={t("company.overview.rename")}
              label={t("company.overview.name")}
              first={company.name ?? ""}
              onClose={() => setEditing(null)}
              onSubmit={async (name) => {
                await client.company.rename(name);
                asked.again();
              }}
            />
          )}
          {editing === "CODE" && (
            <OneField
              title={t("company.overview.redeem")}
              label={t("company.overview.code")}
              first=""
              onClose={() => setEditing(null)}
              onSubmit={async (code) => {
                await client.company.redeem(code.trim());
                asked.again();
              }}
            />
          )}
        </Page>
      )}
    </Loaded>
  );
}

type T = ReturnType<typeof useWords>["t"];

const planInWords = ({ plan, trialEndsAt }: CompanyView, t: T, day: (date: Date) => string): string =>
  t(`company.plan.${plan}`) + (trialEndsAt ? `, ${t("company.overview.until", { date: day(trialEndsAt) })}` : "");

function Seats({ company: { seats, seatsTaken, openInvitations } }: { readonly company: CompanyView }) {
  const { t } = useWords();
  const taken = t("company.overview.taken", { taken: seatsTaken, seats });
  const invited = openInvitations === 0 ? "" : `, ${t("company.overview.invited", { count: openInvitations })}`;
  return (
    <Progress
      label={t("company.overview.seats")}
      value={seats === 0 ? 0 : Math.min(1, seatsTaken / seats)}
      text={taken + invited}
    />
  );
}

function Waits({ links }: { readonly links: readonly { readonly href: string; readonly text: string }[] }): ReactNode {
  const { t } = useWords();
  if (links.length === 0) return <p className="hint">{t("company.overview.waits.none")}</p>;
  return (
    <ul className="waits">
      {links.map(({ href, text }) => (
        <li key={href}>
          <a href={href}>{text}</a>
        </li>
      ))}
    </ul>
  );
}
