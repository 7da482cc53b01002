import { ForSurface } from "../session/for-surface.tsx";
import { useClient } from "../shell/client.tsx";
import { useAsked } from "../shell/live.ts";
import { Problem } from "../ui/problem.tsx";
import { Waiting } from "../ui/progress.tsx";
import { useWords } from "../words/words.tsx";
import { Desks } from "./desks/desks.tsx";
import { GroupList } from "./groups/group-list.tsx";
import { GroupPage } from "./groups/group-page.tsx";
import { Log } from "./log/log.tsx";
import { Overview } from "./overview.tsx";
import { PartNav } from "./part-nav.tsx";
import { Invitations } from "./people/invitations.tsx";
import { People } from "./people/people.tsx";
import { PersonPage } from "./people/person-page.tsx";
import { Policies } from "./policy/policies.tsx";
import { RecoveryPages } from "./recovery/recovery-pages.tsx";
import { SharesOfCompany } from "./shares-of-company.tsx";
import { UsersView } from "./users-view.tsx";

const parts = [
  "overview",
  "people",
  "invitations",
  "groups",
  "policies",
  "recovery",
  "partner",
  "shares",
  "log",
] as const;

/** The administrator's side of the company; users are shown who looks after it, and what of theirs it could open. */
export default function CompanyPage({ path }: { readonly path: readonly string[] }) {
  const { t } = useWords();
  const client = useClient();
  const { value: company, error } = useAsked(() => client.company.view(), [client]);
  if (company === undefined) return error === null ? <Waiting /> : <Problem error={error} />;
  if (company.you.role !== "ADMINISTRATOR") return <UsersView company={company} />;
  return (
    <ForSurface surface="PORTAL" title={t("company.title")}>
      <Inside path={path} />
    </ForSurface>
  );
}

function Inside({ path: [part = "overview", ...rest] }: { readonly path: readonly string[] }) {
  const { t } = useWords();
  return (
    <>
      <PartNav
        label={t("company.nav")}
        at={["company"]}
        current={part}
        parts={parts.map((id) => ({ id, label: t(`company.nav.${id}`) }))}
      />
      <Part part={part} rest={rest} />
    </>
  );
}

function Part({ part, rest: [id, ...rest] }: { readonly part: string; readonly rest: readonly string[] }) {
  switch (part) {
    case "people":
      return id === undefined ? <People /> : <PersonPage key={id} user={id} />;
    case "invitations":
      return <Invitations />;
    case "groups":
      return id === undefined ? <GroupList /> : <GroupPage key={id} id={id} />;
    case "policies":
      return <Policies />;
    case "recovery":
      return <RecoveryPages path={id === undefined ? [] : [id, ...rest]} />;
    case "partner":
      return <Desks />;
    case "shares":
      return <SharesOfCompany />;
    case "log":
      return <Log />;
    default:
      return <Overview />;
  }
}
