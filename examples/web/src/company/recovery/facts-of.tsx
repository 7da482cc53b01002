import type { ReactNode } from "react";
import type { RecoveryGroupView, RecoverySwitch } from "sealgraph/client";
import type { Say } from "../../words/words.tsx";
import type { NameOf } from "../names.ts";

type Fact = readonly [string, ReactNode];

/** What a switch says. */
export const switchFacts = ({ by, approvals, hours }: RecoverySwitch, nameOf: NameOf, { t }: Say): Fact[] => [
  [t("recovery.signedBy"), nameOf(by)],
  [t("recovery.approvals"), t("recovery.approvals.say", { count: approvals })],
  [t("recovery.hours"), t("recovery.hours.say", { count: hours })],
];

const listed = (users: readonly string[], nameOf: NameOf, { t }: Say): string =>
  users.length === 0 ? t("recovery.nobody") : users.map(nameOf).join(", ");

/** Who is in a recovery group, and how its key stands. */
export const groupFacts = (group: RecoveryGroupView, nameOf: NameOf, say: Say): Fact[] => {
  const { t, day } = say;
  const { custodians, members, code, key, epoch, head } = group;
  return [
    [t("recovery.custodians"), listed(custodians, nameOf, say)],
    ...(members.length > 0 ? ([[t("recovery.members"), listed(members, nameOf, say)]] as const) : []),
    [t("recovery.code"), code === null ? t("recovery.code.none") : t("recovery.code.since", { date: day(code.since) })],
    [
      t("recovery.key"),
      epoch === 0 ? t("recovery.key.NONE") : `${t("recovery.key.say", { epoch })}: ${t(`recovery.key.${key}`)}`,
    ],
    [
      t("recovery.words"),
      <span key="words">
        <code>{head.words.join(" ")}</code> <span className="hint">{t("recovery.words.note")}</span>
      </span>,
    ],
  ];
};
