import { type FormEvent, type ReactNode, useState } from "react";
import { Form as AriaForm } from "react-aria-components";
import { useWords } from "../words/words.tsx";
import { Button } from "./button.tsx";
import { Actions } from "./dialog.tsx";
import { Problem } from "./problem.tsx";

/** Fields and one thing that is done with them. While it is done nothing can be sent twice; what goes wrong stands above the button. */
export function Form({
  action,
  onSubmit,
  onCancel,
  children,
  look = "primary",
  isDisabled = false,
}: {
  action: string;
  onSubmit: () => Promise<unknown>;
  onCancel?: () => void;
  children: ReactNode;
  look?: "primary" | "danger";
  isDisabled?: boolean;
}) {
  const { t } = useWords();
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // A portal's form is inside another by React's tree, not by the page's: it is nobody else's.
    event.stopPropagation();
    if (state.busy) return;
    setState({ busy: true, error: null });
    try {
      await onSubmit();
      setState({ busy: false, error: null });
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return (
    <AriaForm className="form" onSubmit={(event) => void submit(event)}>
      {children}
      <Problem error={state.error} />
      <Actions>
        {onCancel && <Button onPress={onCancel}>{t("ui.cancel")}</Button>}
        <Button type="submit" look={look} isPending={state.busy} isDisabled={isDisabled}>
          {action}
        </Button>
      </Actions>
    </AriaForm>
  );
}
