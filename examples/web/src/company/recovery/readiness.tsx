import type { Readiness, ReadinessCheck, ReadinessState, RecoveryStatus } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { Badge, Banner, type Tone } from "../../ui/banner.tsx";
import { Table } from "../../ui/table.tsx";
import { tell } from "../../ui/toast.tsx";
import { type Say, useWords } from "../../words/words.tsx";
import { ActButton } from "../act-button.tsx";
import { useNames } from "../names.ts";

/** Before recovery is in force, what else is missing follows from that. */
export function asFarAsItGoes({ on }: RecoveryStatus, readiness: Readiness): Readiness {
  if (on !== null) return readiness;
  return { checks: readiness.checks.filter(({ check }) => ["POLICY", "PLAN", "SWITCH"].includes(check)), users: [] };
}

const tones: Readonly<Record<ReadinessState, Tone>> = { OK: "good", WARNING: "warning", FAILED: "danger" };

export const StateBadge = ({ state }: { readonly state: ReadinessState }) => {
  const { t } = useWords();
  return <Badge tone={tones[state]}>{t(`recovery.${state}`)}</Badge>;
};

/** What has to be so, in words; a check that a later release knows is shown by its name. */
export const checkInWords = (check: string, { maybe }: Say): string =>
  maybe(`recovery.check.${check}`) ?? check.toLowerCase().replaceAll("_", " ");

interface Row extends ReadinessCheck {
  /** Whose; null: the company's. */
  readonly user: string | null;
}

/** Every finding with what mends it: of the company all, of people what is amiss. */
export function ReadinessList({ readiness, onDone }: { readonly readiness: Readiness; readonly onDone: () => void }) {
  const say = useWords();
  const { t, maybe } = say;
  const nameOf = useNames();
  const rows: readonly Row[] = [
    ...readiness.checks.map((check) => ({ ...check, user: null })),
    ...readiness.users.flatMap(({ user, checks }) =>
      checks.filter(({ state }) => state !== "OK").map((check) => ({ ...check, user })),
    ),
  ];
  return (
    <>
      <Summary readiness={readiness} />
      <Table
        label={t("recovery.readiness")}
        rows={rows}
        idOf={({ user, check }) => `${user ?? "company"} ${check}`}
        columns={[
          { id: "state", label: t("recovery.state"), show: ({ state }) => <StateBadge state={state} /> },
          {
            id: "finding",
            label: t("recovery.finding"),
            isRowHeader: true,
            show: ({ user, check }) => `${user === null ? "" : `${nameOf(user)}: `}${checkInWords(check, say)}`,
          },
          {
            id: "mend",
            label: t("recovery.mend"),
            show: ({ user, check, state, mend }) =>
              state === "OK" ? (
                ""
              ) : check === "BACKUP_FRESH" && user !== null ? (
                <BackUpNow user={user} onDone={onDone} />
              ) : (
                (maybe(`recovery.check.${check}.mend`) ?? mend ?? "")
              ),
          },
        ]}
      />
    </>
  );
}

function Summary({ readiness: { users } }: { readonly readiness: Readiness }) {
  const { t } = useWords();
  if (users.length === 0) return null;
  const could = users.filter(({ checks }) => checks.every(({ state }) => state !== "FAILED")).length;
  return could === users.length ? (
    <Banner tone="good">{t("recovery.readiness.all", { count: users.length })}</Banner>
  ) : (
    <Banner tone="warning">{t("recovery.readiness.some", { could, count: users.length })}</Banner>
  );
}

function BackUpNow({ user, onDone }: { readonly user: string; readonly onDone: () => void }) {
  const { t } = useWords();
  const client = useClient();
  const run = async () => {
    const { taken } = await client.recovery.takeBackups(user);
    tell(t("recovery.backupNow.done", { count: taken.length }));
    onDone();
  };
  return (
    <ActButton look="quiet" onAct={run}>
      {t("recovery.backupNow")}
    </ActButton>
  );
}
