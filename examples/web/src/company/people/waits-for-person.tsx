import type { Person } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { type Say, useWords } from "../../words/words.tsx";
import { useAsk } from "../ask.tsx";

type Awaits = NonNullable<Person["awaiting"]>;

/** All of it, so that nobody confirms what they have not seen. */
function whatWaits({ what, name, address }: Awaits, t: Say["t"]): string {
  if (what === "PRIMARY") return t("company.person.waits.PRIMARY");
  if (name === null) return t("company.person.waits.UNREAD");
  const named = t("company.person.waits.NAME", { name });
  if (what !== "ADDRESS" || address === null) return named;
  return `${t("company.person.waits.ADDRESS", { address })}. ${named}`;
}

/** What they, or for them another, signed and an administrator has to confirm. */
export function WaitsForPerson({ person, onDone }: { readonly person: Person; readonly onDone: () => void }) {
  const { t } = useWords();
  const client = useClient();
  const { ask, asked } = useAsk();
  const { awaiting, name } = person;
  if (awaiting === null) return null;
  const words = whatWaits(awaiting, t);
  const canBe = awaiting.what === "PRIMARY" || awaiting.name !== null;
  const confirm = () =>
    ask({
      title: t("company.person.confirm"),
      text: `${words}. ${t("company.person.ask.confirm", { name: name ?? t("company.unverified") })}`,
      action: t("company.person.confirm"),
      look: "primary",
      onConfirm: async () => {
        await client.company.confirm(awaiting.seq);
        onDone();
      },
    });
  return (
    <>
      <Banner
        tone="warning"
        actions={
          canBe && (
            <Button look="primary" onPress={confirm}>
              {t("company.person.confirm")}
            </Button>
          )
        }
      >
        {words}
      </Banner>
      {asked}
    </>
  );
}
