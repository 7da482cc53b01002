import type { ReactNode } from "react";
import type { AskedBreakGlass, BreakGlass, Desk, EndedBreakGlass } from "sealgraph/client";
import { Banner } from "../../ui/banner.tsx";
import { type Say, useWords } from "../../words/words.tsx";

type DeskOfGlass = Pick<Desk, "desk" | "partner" | "breakGlass">;

function standing({ from, until, inForce, over }: BreakGlass, { t, time }: Say): string {
  const given = { from: time(from), until: time(until) };
  return t(over ? "company.glass.over" : inForce ? "company.glass.inForce" : "company.glass.waits", given);
}

const who = ({ by, byName }: AskedBreakGlass, partner: string, { t }: Say): string =>
  t("company.glass.who", { name: byName ?? by.slice(0, 8), partner });

const why = ({ reason }: AskedBreakGlass, { t }: Say): string =>
  reason === null ? t("company.glass.unread") : t("company.glass.why", { reason });

/** A break-glass that stands, said where nobody overlooks it: until when, who asked, and why. */
export function GlassBanner({ desk, actions }: { readonly desk: DeskOfGlass; readonly actions?: ReactNode }) {
  const say = useWords();
  const { breakGlass, partner } = desk;
  if (breakGlass === null) return null;
  return (
    <Banner tone="danger" title={standing(breakGlass, say)} actions={actions}>
      <p>
        {who(breakGlass, partner ?? desk.desk.slice(0, 8), say)} <q>{why(breakGlass, say)}</q>
      </p>
      <p>{say.t("company.glass.may")}</p>
    </Banner>
  );
}

/** What was asked for lately, and how it ended. */
export function EndedGlasses({
  ended,
  partner,
}: {
  readonly ended: readonly EndedBreakGlass[];
  readonly partner: string;
}) {
  const say = useWords();
  const { t, time } = say;
  if (ended.length === 0) return null;
  return (
    <div>
      <h3>{t("company.glass.before")}</h3>
      <ul className="lines">
        {ended.map((glass) => (
          <li key={glass.from.getTime()}>
            <span>
              {glass.endedBy === null
                ? t("company.glass.ranOut", { date: time(glass.endedAt) })
                : t("company.glass.ended", {
                    date: time(glass.endedAt),
                    name: glass.endedByName ?? glass.endedBy.slice(0, 8),
                  })}
              . {who(glass, partner, say)} {why(glass, say)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
