import { useState } from "react";
import type { GuestInvitationView } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { goTo } from "../shell/route.ts";
import { Banner } from "../ui/banner.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { useWords } from "../words/words.tsx";

/** Becomes a guest of another company's share, by the link of an invitation: first it is shown what it is for. */
export function JoinAsGuest({ onClose }: { onClose: () => void }) {
  const { t, time } = useWords();
  const client = useClient();
  const [link, setLink] = useState("");
  const [view, setView] = useState<GuestInvitationView | null>(null);
  const submit = async () => {
    if (view === null) return setView(await client.shares.openInvitation(link.trim()));
    const share = await client.shares.join(link.trim());
    onClose();
    goTo("shares", share.id);
  };
  return (
    <Dialog title={t("guest.join-title")} onClose={onClose}>
      <Form action={t(view ? "guest.join" : "ui.next")} onSubmit={submit} onCancel={onClose}>
        <TextField
          label={t("guest.link")}
          value={link}
          onChange={(next) => {
            setLink(next);
            setView(null);
          }}
          isRequired
          autoFocus
        />
        {view && (
          <Banner
            title={t("guest.from", { name: view.fromName ?? t("shares.somebody"), address: view.fromAddress ?? "" })}
          >
            {t("guest.what", { permission: t(`permission.${view.permission}`), time: time(view.expiresAt) })}
          </Banner>
        )}
      </Form>
    </Dialog>
  );
}
