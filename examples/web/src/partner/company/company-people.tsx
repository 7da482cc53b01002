import { useState } from "react";
import type { CompanyPerson, PartnerView, VerifiedCompany } from "sealgraph/client";
import { useAsk } from "../../company/ask.tsx";
import { InvitationTable } from "../../company/people/invitations.tsx";
import { InviteWith } from "../../company/people/invite-dialog.tsx";
import { PersonState } from "../../company/people/people.tsx";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { Block } from "../../shell/page.tsx";
import { Button } from "../../ui/button.tsx";
import { Menu } from "../../ui/menu.tsx";
import { Table } from "../../ui/table.tsx";
import { useWords } from "../../words/words.tsx";
import { may } from "../may.ts";
import { ownDesk } from "./glass-block.tsx";

type Act = "makeAdministrator" | "suspend" | "resume";

/** Who is in the company by its own roster; under a break-glass, what the desk may do about them. */
export function CompanyPeople({
  verified,
  view,
  onDone,
}: {
  readonly verified: VerifiedCompany;
  readonly view: PartnerView;
  readonly onDone: () => void;
}) {
  const { t } = useWords();
  const { partner } = useClient();
  const { tenant, people } = verified;
  const { ask, asked } = useAsk();
  const [inviting, setInviting] = useState(false);
  const invitations = useAsked(() => partner.invitations.list(tenant), [partner, tenant]);
  const glass = ownDesk(verified, view)?.breakGlass?.inForce ?? false;
  const act = (its: Act, { user, name }: CompanyPerson) => ({
    id: its,
    label: t(`partner.glass.${its}`),
    danger: its === "suspend",
    onAction: () =>
      ask({
        title: t(`partner.glass.${its}`),
        text: t(`partner.glass.${its}.ask`, { name: name ?? t("company.unverified") }),
        action: t(`partner.glass.${its}`),
        look: its === "suspend" ? "danger" : "primary",
        onConfirm: async () => {
          await partner.breakGlass[its](tenant, user);
          onDone();
        },
      }),
  });
  const canInvite = may(view, "desk") && verified.you?.rights.includes("INVITE");
  return (
    <Block
      title={t("partner.company.verified")}
      lead={t("partner.company.verified.note")}
      actions={canInvite && <Button onPress={() => setInviting(true)}>{t("partner.invite")}</Button>}
    >
      <Table
        label={t("company.people.title")}
        rows={people}
        idOf={({ user }) => user}
        empty={t("company.groups.nobody")}
        columns={[
          {
            id: "name",
            label: t("company.people.name"),
            isRowHeader: true,
            show: ({ name }) => name ?? <em>{t("company.unverified")}</em>,
          },
          { id: "address", label: t("company.people.address"), show: ({ address }) => address ?? "" },
          {
            id: "role",
            label: t("company.people.role"),
            show: ({ role, primary }) => t(`company.role.${primary ? "PRIMARY" : role}`),
          },
          {
            id: "state",
            label: t("company.people.state"),
            show: (person) => <PersonState person={{ ...person, you: false, awaiting: null }} />,
          },
          ...(glass
            ? [
                {
                  id: "acts",
                  label: t("partner.glass"),
                  show: (person: CompanyPerson) =>
                    !person.primary && (
                      <Menu
                        label={t("company.person.actions", { name: person.name ?? t("company.unverified") })}
                        actions={[
                          person.suspended
                            ? act("resume", person)
                            : person.role === "USER" && act("makeAdministrator", person),
                          !person.suspended && act("suspend", person),
                        ]}
                      />
                    ),
                },
              ]
            : []),
        ]}
      />
      {invitations.value && invitations.value.length > 0 && (
        <>
          <h3>{t("company.invitations.title")}</h3>
          <InvitationTable
            open={invitations.value}
            onVoid={({ key, name }) =>
              ask({
                title: t("company.invitations.void"),
                text: t("company.invitations.void.ask", { name: name ?? t("company.unverified") }),
                action: t("company.invitations.void"),
                onConfirm: async () => {
                  await partner.invitations.void(tenant, [key]);
                  invitations.again();
                },
              })
            }
          />
        </>
      )}
      {asked}
      {inviting && (
        <InviteWith
          roles={["USER"]}
          isOpenAlready={async (address) =>
            (invitations.value ?? []).some((each) => !each.expired && each.address === address.trim().toLowerCase())
          }
          invite={(person) => partner.invite(tenant, [person])}
          onClose={() => {
            setInviting(false);
            invitations.again();
          }}
        />
      )}
    </Block>
  );
}
