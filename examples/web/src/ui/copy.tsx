import { useWords } from "../words/words.tsx";
import { Button, IconButton } from "./button.tsx";
import { copyOpenly, copySecret, keptFor } from "./clipboard.ts";
import { tell } from "./toast.tsx";

export function useCopy(): (text: string, isSecret?: boolean) => Promise<void> {
  const { t } = useWords();
  return async (text, isSecret = true) => {
    try {
      await (isSecret ? copySecret : copyOpenly)(text);
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
