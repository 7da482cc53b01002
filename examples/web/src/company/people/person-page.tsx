import type { Client, Group, Person } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { Block, Page } from "../../shell/page.tsx";
import { to } from "../../shell/route.ts";
import { Banner } from "../../ui/banner.tsx";
import { useWords } from "../../words/words.tsx";
import { Facts } from "../facts.tsx";
import { titleOfGroup } from "../groups/title.ts";
import { Loaded } from "../loaded.tsx";
import { BindingTable } from "../policy/binding-table.tsx";
import { PersonState } from "./people.tsx";
import { PersonActions } from "./person-actions.tsx";
import { WaitsForPerson } from "./waits-for-person.tsx";

async function fetchPerson(client: Client, user: string) {
  const person = (await client.company.people()).find((each) => each.user === user) ?? null;
  const groups = await client.company.groups.list();
  return { person, groups, binding: person && (await client.company.policies.of(user)) };
}

/** One person: what they are, what binds them, and what an administrator does about them. */
export function PersonPage({ user }: { readonly user: string }) {
  const { t } = useWords();
  const client = useClient();
  const asked = useAsked(() => fetchPerson(client, user), [client, user]);
  return (
    <Loaded asked={asked}>
      {({ person, groups, binding }) =>
        person === null || binding === null ? (
          <Page title={t("company.people.none")}>
            <a href={to("company", "people")}>{t("company.people.title")}</a>
          </Page>
        ) : (
          <Page
            title={person.name ?? t("company.unverified")}
            lead={person.address ?? ""}
            actions={<PersonActions person={person} onDone={asked.again} />}
          >
            <WaitsForPerson person={person} onDone={asked.again} />
            <About person={person} groups={groups} />
            <Block title={t("company.person.binds")}>
              <BindingTable binding={binding} groups={groups} />
            </Block>
          </Page>
        )
      }
    </Loaded>
  );
}

function About({ person, groups }: { readonly person: Person; readonly groups: readonly Group[] }) {
  const { t } = useWords();
  const own = groups.filter(({ members, everyone }) => !everyone && members.includes(person.user));
  return (
    <>
      <Facts
        facts={[
          [t("company.people.role"), t(`company.role.${person.primary ? "PRIMARY" : person.role}`)],
          [t("company.people.state"), <PersonState key="state" person={person} />],
          [
            t("company.person.groups"),
            own.length === 0 ? t("company.person.groups.none") : own.map((group) => titleOfGroup(group, t)).join(", "),
          ],
          [t("company.person.id"), <code key="id">{person.user}</code>],
        ]}
      />
      {person.marked && <Banner tone="warning">{t("company.people.markedNote")}</Banner>}
      <p className="hint">
        {person.you
          ? t("company.person.selfNote")
          : person.primary
            ? t("company.person.primaryNote")
            : t("company.person.devicesNote")}
      </p>
    </>
  );
}
