import { useState } from "react";
import type { Folder, Item, ProfileKind } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { useLive } from "../shell/live.ts";
import { Empty } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { Problem } from "../ui/problem.tsx";
import { Waiting } from "../ui/progress.tsx";
import { tell } from "../ui/toast.tsx";
import { useWords } from "../words/words.tsx";
import { KindSign } from "./kind-sign.tsx";

/** So many are in the page at first, the last that were trashed: somebody may have trashed an import of tens of thousands. */
const portion = 100;

/** What was put into the trash of a profile: it comes back, or goes for good. */
export function Trash({ profile }: { profile: ProfileKind }) {
  const { t } = useWords();
  const client = useClient();
  const trash = useLive(client, () => client.profile(profile).trash(), [profile]);
  const [empties, setEmpties] = useState(false);
  const [most, setMost] = useState(portion);
  if (trash.value === undefined) return trash.error ? <Problem error={trash.error} /> : <Waiting />;
  const { items, folders } = trash.value;
  if (items.length + folders.length === 0) {
    return (
      <Empty icon="trash" title={t("trash.empty")}>
        {t("trash.empty-text")}
      </Empty>
    );
  }
  return (
    <>
      <ul className="list">
        {folders.map((folder) => (
          <Row
            key={folder.id}
            record={folder}
            name={folder.name || t("folder.unnamed")}
            verbs={client.profile(profile).folders()}
          >
            <Icon name="folder" />
          </Row>
        ))}
        {items.slice(0, most).map((item) => (
          <Row
            key={item.id}
            record={item}
            name={item.title || t("vault.untitled")}
            verbs={client.profile(profile).items()}
          >
            <KindSign kind={item.kind} />
          </Row>
        ))}
      </ul>
      <div className="row">
        {items.length > most && (
          <Button onPress={() => setMost(most + portion)}>{t("trash.more", { count: items.length - most })}</Button>
        )}
        <Button look="danger" icon="trash" onPress={() => setEmpties(true)}>
          {t("trash.empty-it")}
        </Button>
      </div>
      {empties && (
        <Confirm
          title={t("trash.empty-title")}
          action={t("trash.empty-it")}
          onConfirm={() => client.profile(profile).emptyTrash()}
          onClose={() => setEmpties(false)}
        >
          <p>{t("trash.empty-ask", { count: items.length + folders.length })}</p>
        </Confirm>
      )}
    </>
  );
}

function Row({
  record,
  name,
  verbs,
  children,
}: {
  record: Item | Folder;
  name: string;
  verbs: { restore(id: string): Promise<void>; purge(id: string): Promise<void> };
  children: React.ReactNode;
}) {
  const { t, ago } = useWords();
  const [purges, setPurges] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const restore = async () => {
    try {
      await verbs.restore(record.id);
      tell(t("trash.restored", { title: name }));
    } catch (error) {
      setError(error);
    }
  };
  return (
    <li>
      {children}
      <div className="list-main">
        <strong>{name}</strong>
        <p className="hint">{record.trashedAt && t("trash.since", { ago: ago(record.trashedAt) })}</p>
        <Problem error={error} />
      </div>
      <Button icon="restore" onPress={() => void restore()}>
        {t("trash.restore")}
      </Button>
      <Button look="danger" onPress={() => setPurges(true)}>
        {t("trash.purge")}
      </Button>
      {purges && (
        <Confirm
          title={t("trash.purge-title", { title: name })}
          action={t("trash.purge")}
          onConfirm={() => verbs.purge(record.id)}
          onClose={() => setPurges(false)}
        >
          <p>{t("trash.purge-text")}</p>
        </Confirm>
      )}
    </li>
  );
}
