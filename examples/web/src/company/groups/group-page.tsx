import { useState } from "react";
import type { Client, Group, Person } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { Page } from "../../shell/page.tsx";
import { goTo, to } from "../../shell/route.ts";
import { Badge } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Menu } from "../../ui/menu.tsx";
import { useWords } from "../../words/words.tsx";
import { ActButton } from "../act-button.tsx";
import { useAsk } from "../ask.tsx";
import { Loaded } from "../loaded.tsx";
import { OneField } from "../one-field.tsx";
import { PickPerson } from "../pick-person.tsx";
import { toneOf } from "./group-list.tsx";
import { titleOfGroup } from "./title.ts";

async function fetchGroup(client: Client, id: string) {
  const group = (await client.company.groups.list()).find((each) => each.group === id) ?? null;
  return { group, people: await client.company.people() };
}

/** One group: who is in it, and how its key stands. */
export function GroupPage({ id }: { readonly id: string }) {
  const { t } = useWords();
  const client = useClient();
  const asked = useAsked(() => fetchGroup(client, id), [client, id]);
  return (
    <Loaded asked={asked}>
      {({ group, people }) =>
        group === null ? (
          <Page title={t("company.groups.title")}>
            <a href={to("company", "groups")}>{t("company.groups.title")}</a>
          </Page>
        ) : (
          <Inside group={group} people={people} onDone={asked.again} />
        )
      }
    </Loaded>
  );
}

function Inside({
  group,
  people,
  onDone,
}: {
  readonly group: Group;
  readonly people: readonly Person[];
  readonly onDone: () => void;
}) {
  const { t } = useWords();
  const client = useClient();
  const { groups } = client.company;
  const { ask, asked } = useAsk();
  const [open, setOpen] = useState<"RENAME" | "ADD" | null>(null);
  const title = titleOfGroup(group, t);
  const members = people.filter(({ user }) => group.members.includes(user));
  const close = () => setOpen(null);
  const end = () =>
    ask({
      title: t("company.groups.end"),
      text: t("company.groups.end.ask", { name: title }),
      action: t("company.groups.end"),
      onConfirm: async () => {
        await groups.end(group.group);
        goTo("company", "groups");
      },
    });
  const takeOut = ({ user, name }: Person) =>
    ask({
      title: t("company.groups.remove"),
      text: t("company.groups.remove.ask", { name: name ?? t("company.unverified"), group: title }),
      action: t("company.groups.remove"),
      onConfirm: async () => {
        await groups.remove(group.group, user);
        onDone();
      },
    });
  return (
    <Page
      title={title}
      lead={t("company.groups.members", { count: group.members.length })}
      actions={
        <>
          <Badge tone={toneOf(group.key)}>{t(`company.groups.key.${group.key}`)}</Badge>
          {group.key === "DUE" && group.member && (
            <ActButton onAct={() => groups.renew(group.group).then(onDone)}>{t("company.groups.renew")}</ActButton>
          )}
          {!group.everyone && (
            <>
              <Button look="primary" icon="plus" onPress={() => setOpen("ADD")}>
                {t("company.groups.add")}
              </Button>
              <Menu
                label={t("company.groups.actions")}
                actions={[
                  { id: "rename", label: t("company.groups.rename"), icon: "edit", onAction: () => setOpen("RENAME") },
                  { id: "end", label: t("company.groups.end"), icon: "trash", danger: true, onAction: end },
                ]}
              />
            </>
          )}
        </>
      }
    >
      {group.everyone && <p className="hint">{t("company.groups.everyoneNote")}</p>}
      {members.length === 0 ? (
        <p className="hint">{t("company.groups.nobody")}</p>
      ) : (
        <ul className="lines">
          {members.map((person) => (
            <li key={person.user}>
              <span>
                <strong>{person.name ?? t("company.unverified")}</strong> {person.address}
              </span>
              {!group.everyone && (
                <Button look="quiet" onPress={() => takeOut(person)}>
                  {t("company.groups.remove")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {asked}
      {open === "RENAME" && (
        <OneField
          title={t("company.groups.rename")}
          label={t("company.groups.name")}
          first={group.name ?? ""}
          onClose={close}
          onSubmit={async (name) => {
            await groups.rename(group.group, name);
            onDone();
          }}
        />
      )}
      {open === "ADD" && (
        <PickPerson
          title={t("company.groups.add")}
          people={people.filter(({ user }) => !group.members.includes(user))}
          onClose={close}
          onPick={async (user) => {
            await groups.add(group.group, user);
            onDone();
          }}
        />
      )}
    </Page>
  );
}
