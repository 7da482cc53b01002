import type { ManagedCompany, Posture } from "sealgraph/client";
import { termsInWords } from "../../company/desks/terms.ts";
import { Facts } from "../../company/facts.tsx";
import { checkInWords, StateBadge } from "../../company/recovery/readiness.tsx";
import { Block } from "../../shell/page.tsx";
import { type Say, useWords } from "../../words/words.tsx";

/** How a company stands, in numbers: the server's word. */
export function CompanyFacts({ company }: { readonly company: ManagedCompany }) {
  const say = useWords();
  const { t, day, ago } = say;
  const { posture, labels, reference, since, founded, plan, trialEndsAt, seats, seatsTaken, lastActiveAt } = company;
  return (
    <Block title={t("partner.company.facts")} lead={t("partner.word")}>
      <Facts
        facts={[
          [
            t("company.overview.plan"),
            t(`company.plan.${plan}`) +
              (trialEndsAt ? `, ${t("company.overview.until", { date: day(trialEndsAt) })}` : ""),
          ],
          [t("company.overview.seats"), t("company.overview.taken", { taken: seatsTaken, seats })],
          [
            t("company.people.title"),
            t("partner.company.people", {
              people: posture.people,
              administrators: posture.administrators,
              suspended: posture.suspendedPeople,
              invitations: posture.invitations,
            }),
          ],
          [
            t("partner.company.factor"),
            t("partner.company.factor.say", {
              with: posture.withSecondFactor,
              without: posture.withoutSecondFactor,
              demanded: posture.demandedSecondFactor,
            }),
          ],
          [
            t("partner.company.devices"),
            t("partner.company.devices.say", { devices: posture.devices, stale: posture.staleDevices }),
          ],
          [
            t("partner.company.backups"),
            t("partner.company.backups.say", {
              fresh: posture.freshBackups,
              stale: posture.staleBackups,
              missing: posture.missingBackups,
            }),
          ],
          [t("partner.company.recovery"), <Recovery key="recovery" posture={posture} />],
          [t("partner.company.desk"), deskInWords(posture, t)],
          [t("partner.company.policies"), policiesInWords(posture, say)],
          [t("partner.company.labels"), labels.length === 0 ? t("company.desk.right.none") : labels.join(", ")],
          reference === null ? null : [t("partner.company.reference"), reference],
          [t("partner.company.since"), `${day(since)}${founded ? `, ${t("partner.company.founded")}` : ""}`],
          [t("partner.company.lastActive"), lastActiveAt ? ago(lastActiveAt) : t("partner.never")],
          [t("partner.company.id"), <code key="id">{company.tenant}</code>],
        ]}
      />
    </Block>
  );
}

function Recovery({ posture: { recovery, recoveryFailed, recoveryWarned } }: { readonly posture: Posture }) {
  const say = useWords();
  const { t } = say;
  return (
    <>
      <StateBadge state={recovery} />
      <ul className="plain">
        {recoveryFailed.map((check) => (
          <li key={check}>{t("partner.company.recovery.failed", { check: checkInWords(check, say) })}</li>
        ))}
        {recoveryWarned.map((check) => (
          <li key={check}>{t("partner.company.recovery.warned", { check: checkInWords(check, say) })}</li>
        ))}
      </ul>
    </>
  );
}

const deskInWords = ({ desk }: Posture, t: Say["t"]): string =>
  desk === null ? t("partner.company.desk.none") : termsInWords(desk.rights, desk.hours, t);

function policiesInWords({ policies: { since, behind } }: Posture, { t, day }: Say): string {
  const said =
    since === null ? t("partner.company.policies.none") : t("partner.company.policies.set", { date: day(since) });
  if (behind === null) return said;
  return `${said}; ${t(behind ? "partner.company.policies.behind" : "partner.company.policies.even")}`;
}
