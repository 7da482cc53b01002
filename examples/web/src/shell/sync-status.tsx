import { useState } from "react";
import { IconButton } from "../ui/button.tsx";
import { sayError } from "../ui/problem.tsx";
import { tell } from "../ui/toast.tsx";
import { useWords } from "../words/words.tsx";
import { useClient } from "./client.tsx";
import { useTick } from "./live.ts";

/** How this device and the server stand, in a word and a sign, and "sync now". */
export function SyncStatus() {
  const say = useWords();
  const { t } = say;
  const client = useClient();
  useTick(client);
  const [busy, setBusy] = useState(false);
  const { pending, refused, connection } = client.status();
  const sync = async () => {
    setBusy(true);
    try {
      await client.syncNow();
      tell(t("shell.synced-now"));
    } catch (error) {
      tell(sayError(say, error), "danger");
    } finally {
      setBusy(false);
    }
  };
  const isStuck = client.queue.list().some((change) => change.state === "OFFLINE");
  const state =
    refused > 0
      ? "refused"
      : isStuck || (connection !== "LIVE" && pending > 0)
        ? "offline"
        : pending > 0
          ? "pending"
          : connection === "LIVE"
            ? "synced"
            : "away";
  return (
    <div className="sync-status" data-state={state}>
      <span className={`sync-sign ${state}`} aria-hidden="true" />
      <span role="status">{t(`shell.sync.${state}`, { count: state === "refused" ? refused : pending })}</span>
      <IconButton icon="sync" label={t("shell.sync-now")} isPending={busy} onPress={() => void sync()} />
    </div>
  );
}
