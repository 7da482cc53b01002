import { type ReactNode, useState } from "react";
import { Button, type ButtonProps } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";

/** A button that does something at once, once at a time, and says what went wrong beside it. */
export function ActButton({
  onAct,
  children,
  ...rest
}: Omit<ButtonProps, "onPress" | "isPending" | "children"> & {
  readonly onAct: () => Promise<unknown>;
  readonly children: ReactNode;
}) {
  const [state, setState] = useState<{ readonly busy: boolean; readonly error: unknown }>({ busy: false, error: null });
  const act = async () => {
    setState({ busy: true, error: null });
    try {
      await onAct();
      setState({ busy: false, error: null });
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return (
    <>
      <Button {...rest} isPending={state.busy} onPress={() => void act()}>
        {children}
      </Button>
      <Problem error={state.error} />
    </>
  );
}
