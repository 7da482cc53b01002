import { useClient } from "../shell/client.tsx";
import { useLive } from "../shell/live.ts";
import { Page } from "../shell/page.tsx";
import { Waiting } from "../ui/progress.tsx";
import { useWords } from "../words/words.tsx";

export default function VaultPages() {
  const { t } = useWords();
  const client = useClient();
  const items = useLive(client, () => client.profile("PERSONAL").items().list());
  return (
    <Page title={t("vault.title")}>
      {items.value ? (
        <ul>
          {items.value.map(({ id, title }) => (
            <li key={id}>{title}</li>
          ))}
        </ul>
      ) : (
        <Waiting />
      )}
    </Page>
  );
}
