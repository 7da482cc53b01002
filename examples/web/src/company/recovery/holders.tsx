import { useState } from "react";
import type { ByCode, Client, RecoveryGroupView } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { Page } from "../../shell/page.tsx";
import { Badge, Banner, Empty } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { useWords } from "../../words/words.tsx";
import { ActButton } from "../act-button.tsx";
import { useAsk } from "../ask.tsx";
import { Loaded } from "../loaded.tsx";
import { type Choosable, later, PickPerson } from "../pick-person.tsx";
import { ByCodeDialog } from "./by-code.tsx";
import { CodeBlock } from "./code-block.tsx";

async function fetchHolders({ company, recovery }: Client) {
  const [people, desks] = [await company.people(), await company.desks.list()];
  return {
    status: await recovery.status(),
    name: (await company.view()).name ?? "",
    administrators: people.filter(({ role, suspended }) => role === "ADMINISTRATOR" && !suspended),
    staff: desks.flatMap(({ staff }) => staff),
    people,
  };
}
type Ground = Awaited<ReturnType<typeof fetchHolders>>;

/** Who holds the recovery key, for good or for one recovery, and the code that opens as much. */
export function Holders() {
  const { t } = useWords();
  const client = useClient();
  const asked = useAsked(() => fetchHolders(client), [client]);
  return (
    <Page title={t("recovery.nav.holders")}>
      <Loaded asked={asked}>
        {(ground) =>
          ground.status.group === null ? (
            <Empty icon="key" title={t("recovery.state.off")} />
          ) : (
            <Inside ground={ground} group={ground.status.group} onDone={asked.again} />
          )
        }
      </Loaded>
    </Page>
  );
}

type Deed = (by: ByCode) => Promise<unknown>;

function Inside({
  ground: { administrators, staff, people, name },
  group,
  onDone,
}: {
  readonly ground: Ground;
  readonly group: RecoveryGroupView;
  readonly onDone: () => void;
}) {
  const { t } = useWords();
  const client = useClient();
  const { recovery } = client;
  const { ask, asked } = useAsk();
  const [picking, setPicking] = useState<"CUSTODIAN" | "MEMBER" | null>(null);
  const [byCode, setByCode] = useState<Deed | null>(null);
  /** Whoever holds no key of the group for good does it by the code. */
  const holds = group.custodians.includes(client.account.user);
  const doing = async (deed: Deed): Promise<typeof later | undefined> => {
    if (!holds) {
      setByCode(() => deed);
      return later;
    }
    await deed({});
    onDone();
  };
  const all: readonly Choosable[] = [...people, ...staff];
  const nameOf = (user: string) =>
    all.find((each) => each.user === user)?.name ?? t("company.somebody", { id: user.slice(0, 8) });
  const isIn = ({ user }: Choosable) => group.custodians.includes(user) || group.members.includes(user);
  const remove = (user: string) =>
    ask({
      title: t("recovery.holder.remove"),
      text: t("recovery.holder.remove.ask", { name: nameOf(user) }),
      action: t("recovery.holder.remove"),
      onConfirm: () => doing((by) => recovery.removeMember(user, by)),
    });
  const add = (user: string) =>
    doing((by) =>
      picking === "MEMBER"
        ? recovery.addMember(user, by)
        : group.members.includes(user)
          ? recovery.makeCustodian(user, by)
          : recovery.addCustodian(user, by),
    );
  return (
    <>
      <div className="row">
        <Button look="primary" icon="plus" onPress={() => setPicking("CUSTODIAN")}>
          {t("recovery.custodian.add")}
        </Button>
        <Button onPress={() => setPicking("MEMBER")}>{t("recovery.member.add")}</Button>
        {group.key === "DUE" && (
          <ActButton onAct={() => doing((by) => recovery.renew(by))}>{t("recovery.renew")}</ActButton>
        )}
      </div>
      {group.custodians.length === 1 && <Banner tone="warning">{t("recovery.setup.one")}</Banner>}
      <ul className="lines">
        {[...group.custodians, ...group.members].map((user) => (
          <li key={user}>
            <span>
              <strong>{nameOf(user)}</strong>{" "}
              <Badge tone={group.custodians.includes(user) ? "good" : "warning"}>
                {t(group.custodians.includes(user) ? "recovery.custodian" : "recovery.members")}
              </Badge>
            </span>
            {user !== client.account.user && (
              <Button look="quiet" onPress={() => remove(user)}>
                {t("recovery.holder.remove")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <CodeBlock group={group} company={name} holds={holds} onDone={onDone} />
      {asked}
      {picking && (
        <PickPerson
          title={t(picking === "CUSTODIAN" ? "recovery.custodian.add" : "recovery.member.add")}
          people={
            picking === "CUSTODIAN"
              ? administrators.filter(({ user }) => !group.custodians.includes(user))
              : [...administrators, ...staff].filter((each) => !isIn(each))
          }
          onPick={add}
          onClose={() => setPicking(null)}
        />
      )}
      {byCode && (
        <ByCodeDialog
          title={t("recovery.by.code")}
          action={t("company.ok")}
          onCode={async (code) => {
            await byCode({ code });
            onDone();
          }}
          onClose={() => setByCode(null)}
        />
      )}
    </>
  );
}
