import {
  Button,
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from "react-aria-components";
import { useWords } from "../words/words.tsx";
import { Icon } from "./icon.tsx";

interface Told {
  readonly text: string;
  readonly tone: "good" | "danger";
}

const queue = new ToastQueue<Told>({ maxVisibleToasts: 2 });

/** Says for a few seconds what was done: nothing that a person has to act on. */
export const tell = (text: string, tone: Told["tone"] = "good"): void => {
  queue.add({ text, tone }, { timeout: 5_000 });
};

/** They may name what is in the vault: none outlives a lock. */
export const clearTold = (): void => queue.clear();

export function Toasts() {
  const { t } = useWords();
  return (
    <ToastRegion queue={queue} className="toasts" aria-label={t("ui.notices")}>
      {({ toast }) => (
        <Toast toast={toast} className={`toast ${toast.content.tone}`}>
          <Icon name={toast.content.tone === "good" ? "check" : "warning"} />
          <ToastContent>
            <Text slot="title">{toast.content.text}</Text>
          </ToastContent>
          <Button slot="close" aria-label={t("ui.close")} className="button icon-button quiet">
            <Icon name="close" />
          </Button>
        </Toast>
      )}
    </ToastRegion>
  );
}
