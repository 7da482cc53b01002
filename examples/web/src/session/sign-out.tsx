import type { Client } from "sealgraph/client";
import { Confirm } from "../ui/dialog.tsx";
import { sayError } from "../ui/problem.tsx";
import { tell } from "../ui/toast.tsx";
import { useWords } from "../words/words.tsx";
import { session } from "./session.ts";

/** Asks before this browser forgets the account, and says what would be lost by it. */
export function SignOut({ client, onClose }: { client: Client; onClose: () => void }) {
  const say = useWords();
  const { t } = say;
  const { pending, refused } = client.status();
  const waiting = pending + refused;
  // This dialog is gone by then, with all that it was opened from.
  const signOut = () =>
    session.signOut(client, { discard: waiting > 0 }).catch((error: unknown) => tell(sayError(say, error), "danger"));
  return (
    <Confirm
      title={t("sign-out.title")}
      action={t(waiting > 0 ? "sign-out.discard" : "sign-out.action")}
      onConfirm={signOut}
      onClose={onClose}
    >
      <p>{t("sign-out.text")}</p>
      {waiting > 0 && <p>{t("sign-out.waiting", { count: waiting })}</p>}
    </Confirm>
  );
}
