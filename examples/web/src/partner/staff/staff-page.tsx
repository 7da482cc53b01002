import { useState } from "react";
import type { PartnerStaffMember, PartnerView, StaffScope } from "sealgraph/client";
import { useAsk } from "../../company/ask.tsx";
import { Loaded } from "../../company/loaded.tsx";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { Page } from "../../shell/page.tsx";
import { Badge } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Menu } from "../../ui/menu.tsx";
import { Table } from "../../ui/table.tsx";
import { type Say, useWords } from "../../words/words.tsx";
import { may } from "../may.ts";
import { DesksTend } from "./desks-tend.tsx";
import { SetStaff } from "./set-staff.tsx";

const scopeInWords = (scope: StaffScope, t: Say["t"]): string =>
  scope.scope === "ALL"
    ? t("partner.staff.scope.ALL")
    : scope.scope === "LABELS"
      ? t("partner.staff.scope.LABELS", { labels: scope.labels.join(", ") })
      : t("partner.staff.scope.LIST", { count: scope.companies.length });

/** Who of the partner's own company sees which companies, and as what; and whether the desks agree with that. */
export function StaffPage({ view }: { readonly view: PartnerView }) {
  const { t, day } = useWords();
  const { partner } = useClient();
  const asked = useAsked(() => partner.staff.list(), [partner]);
  const { ask, asked: question } = useAsk();
  const [setting, setSetting] = useState<PartnerStaffMember | "NEW" | null>(null);
  const remove = ({ user, name }: PartnerStaffMember) =>
    ask({
      title: t("partner.staff.remove"),
      text: t("partner.staff.remove.ask", { name: name ?? t("company.unverified") }),
      action: t("partner.staff.remove"),
      onConfirm: async () => {
        await partner.staff.remove(user);
        asked.again();
      },
    });
  const canSet = may(view, "staff");
  return (
    <Page
      title={t("partner.staff")}
      lead={t("partner.staff.note")}
      actions={
        canSet && (
          <Button look="primary" icon="plus" onPress={() => setSetting("NEW")}>
            {t("partner.staff.add")}
          </Button>
        )
      }
    >
      <Loaded asked={asked}>
        {(staff) => (
          <Table
            label={t("partner.staff")}
            rows={staff}
            idOf={({ user }) => user}
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
                label: t("partner.staff.role"),
                show: ({ role, counts }) => (
                  <span className="badges">
                    {t(`partner.role.${role}`)}
                    {!counts && <Badge tone="warning">{t("partner.staff.lapsed")}</Badge>}
                  </span>
                ),
              },
              { id: "scope", label: t("partner.staff.scope"), show: (member) => scopeInWords(member, t) },
              { id: "since", label: t("partner.staff.since"), show: ({ since }) => day(since) },
              ...(canSet
                ? [
                    {
                      id: "acts",
                      label: t("partner.staff.change"),
                      show: (member: PartnerStaffMember) => (
                        <Menu
                          label={t("company.person.actions", { name: member.name ?? t("company.unverified") })}
                          actions={[
                            { id: "change", label: t("partner.staff.change"), onAction: () => setSetting(member) },
                            {
                              id: "remove",
                              label: t("partner.staff.remove"),
                              danger: true,
                              onAction: () => remove(member),
                            },
                          ]}
                        />
                      ),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Loaded>
      <DesksTend canTend={may(view, "desk")} />
      {question}
      {setting && (
        <SetStaff member={setting === "NEW" ? null : setting} onDone={asked.again} onClose={() => setSetting(null)} />
      )}
    </Page>
  );
}
