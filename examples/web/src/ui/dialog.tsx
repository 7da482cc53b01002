import { type ReactNode, useState } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useWords } from "../words/words.tsx";
import { Button, IconButton } from "./button.tsx";
import { Problem } from "./problem.tsx";

/** Over everything else, until it is closed. `serious` is for what cannot be undone: it does not close by a press beside it. */
export function Dialog({
  title,
  onClose,
  children,
  serious = false,
  wide = false,
}: {
  title: string;
  /** Left out: it closes by an answer alone. */
  onClose?: () => void;
  children: ReactNode;
  serious?: boolean;
  wide?: boolean;
}) {
  const { t } = useWords();
  return (
    <ModalOverlay
      isOpen
      isDismissable={!serious && onClose !== undefined}
      isKeyboardDismissDisabled={onClose === undefined}
      onOpenChange={(isOpen) => isOpen || onClose?.()}
      className="overlay"
    >
      <Modal className={wide ? "modal wide" : "modal"}>
        <AriaDialog role={serious ? "alertdialog" : "dialog"} className="dialog">
          <header>
            <Heading slot="title">{title}</Heading>
            {onClose && <IconButton icon="close" label={t("ui.close")} onPress={onClose} />}
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** The buttons below: what is wanted last, where people look for it. */
export const Actions = ({ children }: { children: ReactNode }) => <footer className="actions">{children}</footer>;

/** Asks before something is done, does it, and says what went wrong. */
export function Confirm({
  title,
  children,
  action,
  look = "danger",
  onConfirm,
  onClose,
}: {
  title: string;
  children: ReactNode;
  action: string;
  look?: "danger" | "primary";
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}) {
  const { t } = useWords();
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const confirm = async () => {
    setState({ busy: true, error: null });
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return (
    <Dialog title={title} serious onClose={onClose}>
      {children}
      <Problem error={state.error} />
      <Actions>
        <Button onPress={onClose}>{t("ui.cancel")}</Button>
        <Button look={look} isPending={state.busy} onPress={() => void confirm()}>
          {action}
        </Button>
      </Actions>
    </Dialog>
  );
}
