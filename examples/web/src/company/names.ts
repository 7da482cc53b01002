/** What people are called, wherever only their ids stand. */
import type { Client } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { useAsked } from "../shell/live.ts";
import { useWords } from "../words/words.tsx";

export type NameOf = (user: string) => string;

/** Of members, of whoever has gone and is not deleted, and of staff at desks: whatever opens what was signed. */
export async function fetchNames(client: Client): Promise<ReadonlyMap<string, string>> {
  const { company } = client;
  const [people, former, desks] = [await company.people(), await formerIfTold(client), await company.desks.list()];
  return new Map(
    [...desks.flatMap(({ staff }) => staff), ...former, ...people].flatMap(({ user, name, address }) => {
      const called = name ?? address;
      return called === null ? [] : [[user, called] as const];
    }),
  );
}

const formerIfTold = (client: Client) =>
  client.account.surface === "APP" ? Promise.resolve([]) : client.company.formerPeople();

/** Null until they are known: for what nobody shall agree to before they see of whom it speaks. */
export function useNamesOnceKnown(): NameOf | null {
  const { t } = useWords();
  const client = useClient();
  const { value } = useAsked(() => fetchNames(client), [client]);
  return value ? (user) => value.get(user) ?? t("company.somebody", { id: user.slice(0, 8) }) : null;
}

export function useNames(): NameOf {
  const { t } = useWords();
  return useNamesOnceKnown() ?? ((user) => t("company.somebody", { id: user.slice(0, 8) }));
}
