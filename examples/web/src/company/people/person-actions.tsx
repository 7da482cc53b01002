import { useState } from "react";
import type { Client, Person } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { goTo } from "../../shell/route.ts";
import { Menu, type MenuAction } from "../../ui/menu.tsx";
import { tell } from "../../ui/toast.tsx";
import { useWords } from "../../words/words.tsx";
import { useAsk } from "../ask.tsx";
import { DeleteDialog } from "./delete-dialog.tsx";

type Act = "makeAdministrator" | "makeUser" | "suspend" | "resume" | "primary" | "reset" | "remove";

const acts: Readonly<Record<Act, (client: Client, user: string) => Promise<unknown>>> = {
  makeAdministrator: ({ company }, user) => company.setRole(user, "ADMINISTRATOR"),
  makeUser: ({ company }, user) => company.setRole(user, "USER"),
  suspend: ({ company }, user) => company.suspend(user),
  resume: ({ company }, user) => company.resume(user),
  primary: ({ company }, user) => company.setPrimary(user),
  reset: ({ secondFactors }, user) => secondFactors.reset(user),
  remove: ({ company }, user) => company.remove(user),
};

/** What can be done about this person now: nothing by which the primary user or oneself would be put out. */
function possible({ role, primary, suspended, you }: Person): readonly Act[] {
  if (you) return [];
  if (primary) return ["reset"];
  const standing: readonly Act[] = suspended
    ? ["resume"]
    : [role === "ADMINISTRATOR" ? "makeUser" : "makeAdministrator", "suspend"];
  return [...standing, ...(role === "ADMINISTRATOR" && !suspended ? (["primary"] as const) : []), "reset", "remove"];
}

const harmless: readonly Act[] = ["makeAdministrator", "resume", "primary"];

export function PersonActions({ person, onDone }: { readonly person: Person; readonly onDone: () => void }) {
  const { t } = useWords();
  const client = useClient();
  const { ask, asked } = useAsk();
  const [deleting, setDeleting] = useState(false);
  const name = person.name ?? person.user.slice(0, 8);
  const can = possible(person);
  if (can.length === 0) return null;
  const act = (its: Act): MenuAction => ({
    id: its,
    label: t(`company.person.${its}`),
    danger: its === "remove",
    onAction: () =>
      ask({
        title: t(`company.person.${its}`),
        text: t(`company.person.ask.${its}`, { name }),
        action: t(`company.person.${its}`),
        look: harmless.includes(its) ? "primary" : "danger",
        onConfirm: async () => {
          await acts[its](client, person.user);
          tell(
            its === "primary" && !(await isPrimary(client, person.user))
              ? t("company.person.waitsNow")
              : t("company.done"),
          );
          if (its === "remove") goTo("company", "people");
          else onDone();
        },
      }),
  });
  return (
    <>
      <Menu
        label={t("company.person.actions", { name })}
        actions={[
          ...can.map(act),
          !person.primary && {
            id: "delete",
            label: t("company.person.delete"),
            danger: true,
            onAction: () => setDeleting(true),
          },
        ]}
      />
      {asked}
      {deleting && (
        <DeleteDialog person={person} onDone={() => goTo("company", "people")} onClose={() => setDeleting(false)} />
      )}
    </>
  );
}

/** Another administrator may have to confirm it first. */
const isPrimary = async (client: Client, user: string): Promise<boolean> =>
  (await client.company.people()).some((each) => each.user === user && each.primary);
