import { useState } from "react";
import type { FormerPerson } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { Block } from "../../shell/page.tsx";
import { Button } from "../../ui/button.tsx";
import { useWords } from "../../words/words.tsx";
import { Loaded } from "../loaded.tsx";
import { DeleteDialog } from "./delete-dialog.tsx";

/** Who is in the company no more, and whose vaults are there still. */
export function FormerPeople() {
  const { t, day } = useWords();
  const client = useClient();
  const asked = useAsked(() => client.company.formerPeople(), [client]);
  const [deleting, setDeleting] = useState<FormerPerson | null>(null);
  return (
    <Block title={t("company.people.former")}>
      <Loaded asked={asked}>
        {(former) =>
          former.length === 0 ? (
            <p className="hint">{t("company.people.former.none")}</p>
          ) : (
            <ul className="lines">
              {former.map((person) => (
                <li key={person.user}>
                  <span>
                    <strong>{person.name ?? t("company.unverified")}</strong> {person.address}{" "}
                    <span className="hint">{t("company.people.former.since", { date: day(person.removedAt) })}</span>
                  </span>
                  <Button look="quiet" icon="trash" onPress={() => setDeleting(person)}>
                    {t("company.person.delete")}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {deleting && <DeleteDialog person={deleting} onDone={asked.again} onClose={() => setDeleting(null)} />}
    </Block>
  );
}
