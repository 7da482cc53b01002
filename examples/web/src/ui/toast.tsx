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

let areTaken = true;

/** Says for a few seconds what was done: nothing that a person has to act on. */
export const tell = (text: string, tone: Told["tone"] = "good"): void => {
  if (areTaken) tellAnybody(text, tone);
};

/** Says it whoever looks: of what names nothing that is in a vault. */
export const tellAnybody = (text: string, tone: Told["tone"]): void => {
  queue.add({ text, tone }, { timeout: 5_000 });
};

/** Whether an account is open. If not, what was told goes at once, and what is done only now is not told: it may name what is in the vault. */
export function takeNotices(are: boolean): void {
  areTaken = are;
  if (!are) queue.clear();
}

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
