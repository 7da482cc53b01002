import { useWords } from "../words/words.tsx";
import { Button, IconButton } from "./button.tsx";
import { tell } from "./toast.tsx";

/** After so many milliseconds a copied secret is taken out of the clipboard again. */
const keptFor = 30_000;
let copied = 0;

/**
 * Copies a secret, and clears the clipboard after a while: always, because a page may not read there whether it is still the
 * same. A later copy begins the time anew. Browsers let a page that nobody looks at do neither; then it is done when it is
 * looked at again.
 */
export async function copySecret(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  const mine = ++copied;
  setTimeout(() => clear(mine), keptFor);
}

function clear(mine: number): void {
  if (mine !== copied) return;
  navigator.clipboard.writeText("").catch(() => {
    window.addEventListener("focus", () => clear(mine), { once: true });
  });
}

export function useCopy(): (text: string, isSecret?: boolean) => Promise<void> {
  const { t } = useWords();
  return async (text, isSecret = true) => {
    try {
      await (isSecret ? copySecret(text) : navigator.clipboard.writeText(text));
      tell(isSecret ? t("ui.copied", { seconds: keptFor / 1_000 }) : t("ui.copied-open"));
    } catch {
      tell(t("ui.copy-refused"), "danger");
    }
  };
}

export const CopyButton = ({
  text,
  label,
  isSecret = true,
  onCopied,
}: {
  text: string;
  label: string;
  isSecret?: boolean;
  onCopied?: () => void;
}) => {
  const copy = useCopy();
  return (
    <Button icon="copy" onPress={() => void copy(text, isSecret).then(onCopied)}>
      {label}
    </Button>
  );
};

export const CopyIcon = ({
  text,
  label,
  isSecret = true,
  onCopied,
}: {
  text: string;
  label: string;
  isSecret?: boolean;
  onCopied?: () => void;
}) => {
  const copy = useCopy();
  return <IconButton icon="copy" label={label} onPress={() => void copy(text, isSecret).then(onCopied)} />;
};
