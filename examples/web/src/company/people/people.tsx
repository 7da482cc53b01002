import { useState } from "react";
import { foundIn, type Person, searchable } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { Page } from "../../shell/page.tsx";
import { goTo } from "../../shell/route.ts";
import { Badge, Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { SearchField } from "../../ui/field.tsx";
import { Table } from "../../ui/table.tsx";
import { useWords } from "../../words/words.tsx";
import { Loaded } from "../loaded.tsx";
import { FormerPeople } from "./former.tsx";
import { InviteDialog } from "./invite-dialog.tsx";

/** Who is in the company. */
export function People() {
  const { t } = useWords();
  const client = useClient();
  const asked = useAsked(() => client.company.people(), [client]);
  const [inviting, setInviting] = useState(false);
  return (
    <Page
      title={t("company.people.title")}
      actions={
        <Button look="primary" icon="plus" onPress={() => setInviting(true)}>
          {t("company.invite")}
        </Button>
      }
    >
      <Loaded asked={asked}>{(people) => <PeopleTable people={people} />}</Loaded>
      <FormerPeople />
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </Page>
  );
}

function PeopleTable({ people }: { readonly people: readonly Person[] }) {
  const { t } = useWords();
  const [text, setText] = useState("");
  const isFound = foundIn(text);
  const shown = people.filter(({ name, address }) => isFound(searchable([name ?? "", address ?? ""])));
  return (
    <>
      {people.some(({ marked }) => marked) && <Banner tone="warning">{t("company.people.markedNote")}</Banner>}
      <div className="row between">
        <SearchField label={t("company.people.search")} value={text} onChange={setText} />
        <span className="hint" role="status">
          {t("company.people.count", { count: shown.length })}
        </span>
      </div>
      <Table
        label={t("company.people.title")}
        rows={shown}
        idOf={({ user }) => user}
        onOpen={({ user }) => goTo("company", "people", user)}
        empty={t("company.people.none")}
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
          { id: "state", label: t("company.people.state"), show: (person) => <PersonState person={person} /> },
        ]}
      />
    </>
  );
}

export function PersonState({ person: { suspended, marked, you, awaiting } }: { readonly person: Person }) {
  const { t } = useWords();
  return (
    <span className="badges">
      {suspended ? (
        <Badge tone="danger">{t("company.people.suspended")}</Badge>
      ) : (
        <Badge tone="good">{t("company.people.active")}</Badge>
      )}
      {marked && <Badge tone="warning">{t("company.people.marked")}</Badge>}
      {awaiting && <Badge tone="warning">{t("company.people.waits")}</Badge>}
      {you && <Badge>{t("company.people.you")}</Badge>}
    </span>
  );
}
