import type { CompanyOrder, ManagedCompany } from "sealgraph/client";
import { StateBadge } from "../company/recovery/readiness.tsx";
import { goTo } from "../shell/route.ts";
import { Badge } from "../ui/banner.tsx";
import { Table } from "../ui/table.tsx";
import { useWords } from "../words/words.tsx";
import { titleOfCompany } from "./companies.tsx";

export interface Sort {
  readonly orderBy: CompanyOrder;
  readonly descending: boolean;
}

/** The columns that the server sorts by. */
const orders: Readonly<Record<string, CompanyOrder>> = {
  name: "NAME",
  seats: "SEATS_TAKEN",
  people: "PEOPLE",
  without: "WITHOUT_SECOND_FACTOR",
  recovery: "RECOVERY",
  backups: "OLDEST_BACKUP",
  active: "LAST_ACTIVE",
};
const columnOf = (order: CompanyOrder): string =>
  Object.entries(orders).find(([, its]) => its === order)?.[0] ?? "name";

export function CompaniesTable({
  companies,
  own,
  sort,
  onSort,
}: {
  readonly companies: readonly ManagedCompany[];
  /** The caller's partner: of another's companies it is said that they are. */
  readonly own: string;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
}) {
  const { t, ago } = useWords();
  const sortable = (id: string) => ({ id, isSortable: Object.hasOwn(orders, id) });
  return (
    <Table
      label={t("partner.companies")}
      rows={companies}
      idOf={({ tenant }) => tenant}
      onOpen={({ tenant }) => goTo("partner", "companies", tenant)}
      empty={t("partner.companies.none")}
      sort={{ column: columnOf(sort.orderBy), direction: sort.descending ? "descending" : "ascending" }}
      onSort={({ column, direction }) =>
        onSort({ orderBy: orders[String(column)] ?? "NAME", descending: direction === "descending" })
      }
      columns={[
        {
          ...sortable("name"),
          label: t("partner.column.name"),
          isRowHeader: true,
          show: (company) => (
            <div className="setting">
              <strong>{titleOfCompany(company, t)}</strong>
              {company.labels.length > 0 && <span className="hint">{company.labels.join(", ")}</span>}
              <CompanyBadges company={company} own={own} />
            </div>
          ),
        },
        { id: "plan", label: t("partner.column.plan"), show: ({ plan }) => t(`company.plan.${plan}`) },
        {
          ...sortable("seats"),
          label: t("partner.column.seats"),
          align: "end",
          show: ({ seatsTaken, seats }) => `${seatsTaken}/${seats}`,
        },
        {
          ...sortable("people"),
          label: t("partner.column.people"),
          align: "end",
          show: ({ posture }) => posture.people,
        },
        {
          ...sortable("without"),
          label: t("partner.column.without"),
          align: "end",
          show: ({ posture: { withoutSecondFactor: count } }) =>
            count === 0 ? 0 : <Badge tone="warning">{count}</Badge>,
        },
        {
          ...sortable("recovery"),
          label: t("partner.column.recovery"),
          show: ({ posture }) => <StateBadge state={posture.recovery} />,
        },
        {
          ...sortable("backups"),
          label: t("partner.column.backups"),
          show: ({ posture }) => (posture.oldestBackup ? ago(posture.oldestBackup) : t("partner.never")),
        },
        {
          ...sortable("active"),
          label: t("partner.column.active"),
          show: ({ lastActiveAt }) => (lastActiveAt ? ago(lastActiveAt) : t("partner.never")),
        },
      ]}
    />
  );
}

/** What is not as usual with a company. */
export function CompanyBadges({
  company: { suspendedAt, partner, posture },
  own,
}: {
  readonly company: ManagedCompany;
  readonly own: string;
}) {
  const { t } = useWords();
  return (
    <span className="badges">
      {suspendedAt && <Badge tone="danger">{t("partner.badge.suspended")}</Badge>}
      {posture.desk?.breakGlass && <Badge tone="danger">{t("partner.badge.breakGlass")}</Badge>}
      {posture.policies.behind && <Badge tone="warning">{t("partner.badge.behind")}</Badge>}
      {partner !== own && <Badge tone="plain">{t("partner.badge.nested")}</Badge>}
    </span>
  );
}
