import { useState } from "react";
import type { OpenInvitation } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { Page } from "../../shell/page.tsx";
import { Badge, Empty } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Table } from "../../ui/table.tsx";
import { useWords } from "../../words/words.tsx";
import { ActButton } from "../act-button.tsx";
import { useAsk } from "../ask.tsx";
import { Loaded } from "../loaded.tsx";
import { InviteDialog } from "./invite-dialog.tsx";

/** Invitations that nobody has joined by, those that ran out and take a seat still included. */
export function Invitations() {
  const { t } = useWords();
  const client = useClient();
  const asked = useAsked(() => client.company.invitations(), [client]);
  const [inviting, setInviting] = useState(false);
  const { ask, asked: question } = useAsk();
  const take = async (keys: readonly string[]) => {
    await client.company.voidInvitations(keys);
    asked.again();
  };
  return (
    <Page
      title={t("company.invitations.title")}
      actions={
        <Button look="primary" icon="plus" onPress={() => setInviting(true)}>
          {t("company.invite")}
        </Button>
      }
    >
      <Loaded asked={asked}>
        {(open) => {
          const expired = open.filter(({ expired }) => expired).map(({ key }) => key);
          return open.length === 0 ? (
            <Empty icon="mail" title={t("company.invitations.none")} />
          ) : (
            <>
              <InvitationTable
                open={open}
                onVoid={({ key, name }) =>
                  ask({
                    title: t("company.invitations.void"),
                    text: t("company.invitations.void.ask", { name: name ?? t("company.unverified") }),
                    action: t("company.invitations.void"),
                    onConfirm: () => take([key]),
                  })
                }
              />
              {expired.length > 0 && (
                <div>
                  <ActButton onAct={() => take(expired)}>{t("company.invitations.voidExpired")}</ActButton>
                </div>
              )}
            </>
          );
        }}
      </Loaded>
      {question}
      {inviting && (
        <InviteDialog
          onClose={() => {
            setInviting(false);
            asked.again();
          }}
        />
      )}
    </Page>
  );
}

export function InvitationTable({
  open,
  onVoid,
}: {
  readonly open: readonly OpenInvitation[];
  readonly onVoid: (invitation: OpenInvitation) => void;
}) {
  const { t, time } = useWords();
  return (
    <Table
      label={t("company.invitations.title")}
      rows={open}
      idOf={({ key }) => key}
      columns={[
        {
          id: "name",
          label: t("company.people.name"),
          isRowHeader: true,
          show: ({ name }) => name ?? <em>{t("company.unverified")}</em>,
        },
        { id: "address", label: t("company.people.address"), show: ({ address }) => address ?? "" },
        { id: "role", label: t("company.people.role"), show: ({ role }) => t(`company.role.${role}`) },
        {
          id: "until",
          label: t("company.invitations.until"),
          show: ({ expired, expiresAt }) =>
            expired ? (
              <Badge tone="warning">{t("company.invitations.expired", { date: time(expiresAt) })}</Badge>
            ) : (
              time(expiresAt)
            ),
        },
        {
          id: "void",
          label: t("company.invitations.void"),
          show: (invitation) => (
            <Button look="quiet" onPress={() => onVoid(invitation)}>
              {t("company.invitations.void")}
            </Button>
          ),
        },
      ]}
    />
  );
}
