import { useState } from "react";
import { type Item, SealgraphError } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Problem, sayError } from "../ui/problem.tsx";
import { useWords } from "../words/words.tsx";

/** A change of this item that the server refused, and why. It is kept here: sent again, edited, or let go of. */
export function Refused({ item }: { item: Item }) {
  const say = useWords();
  const { t } = say;
  const client = useClient();
  const [error, setError] = useState<unknown>(null);
  const change = client.queue
    .list()
    .find(({ refusal, records }) => refusal !== null && records.some(({ record }) => record === item.id));
  if (!change?.refusal) return null;
  const { code } = change.refusal;
  const attempt = (act: () => Promise<unknown>) => {
    setError(null);
    act().catch(setError);
  };
  return (
    <>
      <Banner
        tone="danger"
        title={t("refused.title")}
        actions={
          <>
            <Button onPress={() => attempt(() => client.queue.retry(change.id))}>{t("ui.again")}</Button>
            <Button look="danger" onPress={() => attempt(() => client.queue.discard(change.id))}>
              {t("refused.discard")}
            </Button>
          </>
        }
      >
        {sayError(say, new SealgraphError(code, change.refusal.details))} {t("refused.text")}
      </Banner>
      <Problem error={error} />
    </>
  );
}
