import type { InvitationView } from "sealgraph/client";
import { Banner } from "../ui/banner.tsx";
import { useWords } from "../words/words.tsx";

/** Who invites whom into what, as the company's roster says it; and what a partner may there that founded it (PROTOCOL §4.9). */
export function InvitationFacts({ view }: { readonly view: InvitationView }) {
  const { t, time } = useWords();
  const given = { company: view.company ?? "", role: t(`company.role.${view.role}`) };
  return (
    <>
      <Banner title={t(view.company === null ? "invitation.company-unnamed" : "invitation.company", given)}>
        {t("invitation.for", { name: view.name, address: view.address, time: time(view.expiresAt) })}
      </Banner>
      {view.founder && (
        <Banner
          tone="warning"
          title={t("invitation.founder", { partner: view.founder.partner ?? t("invitation.partner") })}
        >
          <p>{t("invitation.founder-text")}</p>
          <ul>
            {view.founder.rights.length === 0 && <li>{t("company.desk.right.none")}</li>}
            {view.founder.rights.map((right) => (
              <li key={right}>{t(`company.desk.right.${right}`)}</li>
            ))}
          </ul>
          {view.founder.rights.includes("BREAK_GLASS") && (
            <p>{t("company.desk.hours", { count: view.founder.hours })}</p>
          )}
        </Banner>
      )}
    </>
  );
}
