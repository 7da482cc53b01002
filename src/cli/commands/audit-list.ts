import { type AuditKind, type LogEntry, SealgraphError } from "../../client/index.ts";
import { type Called, named, namesFor } from "../audit-names.ts";
import type { Context, GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import type { Named } from "../find-person.ts";
import { withKeys } from "../open.ts";
import { columns, printable } from "../output.ts";

interface ListOptions extends GlobalOptions {
  readonly kind?: readonly AuditKind[];
  readonly actor?: string;
  readonly user?: string;
  readonly origin?: "server" | "client";
  readonly from?: Date;
  readonly until?: Date;
  readonly first: number;
  readonly after?: string;
}

export const list = (context: Context, options: ListOptions) =>
  withKeys(context, async (client) => {
    const people = await client.company.people();
    const former = await client.company.formerPeople();
    const calledOf = ({ user, name, address }: Named) => name ?? address ?? user;
    const nameOf = new Map([
      ...former.map((each) => [each.user, `${calledOf(each)} (has left)`] as const),
      ...people.map((each) => [each.user, calledOf(each)] as const),
    ]);
    const idOf = (who: string | undefined) => (who === undefined ? undefined : named([...people, ...former], who).user);
    const { kind: kinds, from, until, first, after } = options;
    const origin = options.origin && origins[options.origin];
    const actor = idOf(options.actor);
    const user = idOf(options.user);
    const filter = {
      ...(kinds && { kinds }),
      ...(actor && { actor }),
      ...(user && { user }),
      ...(origin && { origin }),
      ...(from && { from }),
      ...(until && { until }),
    };
    const { entries, next } = await client.company.audit
      .list({ first, after: after ?? null, filter })
      .catch(sayWrongCursor);
    const called = context.out.json ? (id: string) => id : await namesFor(client, entries, nameOf);
    context.out.answer({ entries, next }, () => {
      if (entries.length === 0)
        return "Nothing of that kind stands in the log. What was done a moment ago comes within seconds.";
      return columns(entries.map((entry) => rowOf(entry, called)));
    });
    if (next !== null) context.out.note(`There is more: --after ${next}`);
  });

function sayWrongCursor(error: unknown): never {
  if (!(error instanceof SealgraphError) || error.details.serverCode !== "INVALID_CURSOR") throw error;
  const sentence = "The text after --after is none that a list of this company's log ended with.";
  throw new CommandFailure(exitCode.USAGE, "INVALID_INPUT", sentence, "Copy it whole, or leave --after out.");
}

const origins = { server: "SERVER", client: "CLIENT" } as const;

function rowOf(entry: LogEntry, called: Called): string[] {
  const name = (id: string) => called(id, entry);
  const subject = [
    entry.user && entry.user !== entry.actor ? `about ${name(entry.user)}` : "",
    entry.device && entry.device !== entry.actorDevice ? `device ${entry.device}` : "",
    entry.group ? `group ${entry.group}` : "",
    entry.vault ? `vault ${entry.vault}` : "",
    entry.amount !== null ? `amount ${entry.amount}` : "",
  ];
  return [
    String(entry.revision),
    entry.at.toISOString(),
    printable(entry.kind),
    entry.actor ? `by ${name(entry.actor)}` : "",
    entry.origin === "CLIENT" ? "as a client says" : "",
    subject.filter(Boolean).join(", "),
  ];
}
