import type { Client, FormerPerson, Person } from "../../client/index.ts";
import type { Context, GlobalOptions } from "../context.ts";
import { withKeys } from "../open.ts";
import { columns, moment, printable } from "../output.ts";
import { waitsFor } from "../what-waits.ts";

interface ListOptions extends GlobalOptions {
  readonly removed?: boolean;
}

export const list = (context: Context, { removed }: ListOptions) =>
  withKeys(context, async (client) => {
    if (removed) return listFormer(context, client);
    const people = await client.company.people();
    context.out.answer(people, () => columns(people.map((person) => rowOf(context, person))));
    if (people.some(({ marked }) => marked))
      context.out.note(
        "By break-glass: a partner made them an administrator, or somebody whom it made one. They open to nobody what was there before; one of your own takes the mark off by sealgraph user role: user, and administrator again.",
      );
  });

async function listFormer({ out }: Context, client: Client): Promise<void> {
  const former = await client.company.formerPeople();
  const shapes = former.map((each) => ({ ...each, removedAt: each.removedAt.toISOString() }));
  out.answer(shapes, () => (former.length === 0 ? "Nobody who can be deleted." : columns(former.map(formerRow))));
}

const formerRow = ({ user, name, address, removedAt }: FormerPerson) => [
  user,
  name === null ? "(does not verify)" : printable(name),
  address === null ? "" : printable(address),
  `gone since ${moment(removedAt)}`,
];

const rowOf = ({ out }: Context, { user, address, name, role, primary, suspended, marked, you, awaiting }: Person) => [
  user,
  name === null ? "(does not verify)" : printable(name),
  address === null ? "" : printable(address),
  primary ? "primary" : role.toLowerCase(),
  [suspended && "suspended", marked && "by break-glass", you && "you", awaiting && out.called(waitsFor(awaiting, name))]
    .filter(Boolean)
    .join(", "),
];
