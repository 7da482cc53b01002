import { useState } from "react";
import type { Invite, Invited, UserRole } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Actions, Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { Select } from "../../ui/select.tsx";
import { useWords } from "../../words/words.tsx";
import { CopyField } from "../copy-field.tsx";

const openTo = async (list: () => Promise<readonly { address: string | null; expired: boolean }[]>, address: string) =>
  (await list()).some((each) => !each.expired && each.address === address.normalize("NFC").trim().toLowerCase());

/** Invites one person after another, and shows the link of each this once. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const client = useClient();
  return (
    <InviteWith
      roles={["USER", "ADMINISTRATOR"]}
      isOpenAlready={(address) => openTo(() => client.company.invitations(), address)}
      invite={(person) => client.company.invite([person])}
      onClose={onClose}
    />
  );
}

interface Made {
  readonly invited: Invited;
  readonly wasOpen: boolean;
}

/** The same, by whoever may invite: also a partner's desk. */
export function InviteWith({
  roles,
  isOpenAlready,
  invite,
  onClose,
}: {
  readonly roles: readonly UserRole[];
  readonly isOpenAlready: (address: string) => Promise<boolean>;
  readonly invite: (person: Invite) => Promise<readonly Invited[]>;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const [made, setMade] = useState<Made | null>(null);
  const ask = async (person: Invite) => {
    const wasOpen = await isOpenAlready(person.address);
    const [invited] = await invite(person);
    if (invited) setMade({ invited, wasOpen });
  };
  return (
    <Dialog title={t("company.invite.title")} serious={made !== null} onClose={onClose}>
      {made === null ? (
        <AskWhom roles={roles} onSubmit={ask} onCancel={onClose} />
      ) : (
        <ShowLink made={made} onAnother={() => setMade(null)} onClose={onClose} />
      )}
    </Dialog>
  );
}

function AskWhom({
  roles,
  onSubmit,
  onCancel,
}: {
  readonly roles: readonly UserRole[];
  readonly onSubmit: (person: Invite) => Promise<void>;
  readonly onCancel: () => void;
}) {
  const { t } = useWords();
  const [address, setAddress] = useState("");
  const [name, setName] = useState("");
  const [role, setRole] = useState<UserRole>(roles[0] ?? "USER");
  const [days, setDays] = useState("7");
  const good = /^\d{1,2}$/.test(days) && Number(days) >= 1 && Number(days) <= 30;
  return (
    <Form
      action={t("company.invite.make")}
      isDisabled={address.trim() === "" || name.trim() === "" || !good}
      onCancel={onCancel}
      onSubmit={() => onSubmit({ address, name, role, days: Number(days) })}
    >
      <TextField label={t("company.invite.address")} value={address} onChange={setAddress} type="email" autoFocus />
      <TextField label={t("company.invite.name")} value={name} onChange={setName} maxLength={100} />
      {roles.length > 1 && (
        <Select
          label={t("company.invite.role")}
          value={role}
          onChange={setRole}
          options={roles.map((id) => ({ id, label: t(`company.role.${id}`) }))}
        />
      )}
      <TextField
        label={t("company.invite.days")}
        value={days}
        onChange={setDays}
        inputMode="numeric"
        error={good ? null : t("policy.field.wrong", { least: 1, most: 30 })}
      />
    </Form>
  );
}

function ShowLink({
  made: { invited, wasOpen },
  onAnother,
  onClose,
}: {
  readonly made: Made;
  readonly onAnother: () => void;
  readonly onClose: () => void;
}) {
  const { t, time } = useWords();
  const { name, link, expiresAt } = invited;
  return (
    <>
      {wasOpen && <Banner tone="warning">{t("company.invite.double")}</Banner>}
      <CopyField label={t("company.invite.made", { name })} value={link} isSecret />
      <Banner tone="warning">{t("company.invite.warn", { name, date: time(expiresAt) })}</Banner>
      <Actions>
        <Button onPress={onAnother}>{t("company.invite.another")}</Button>
        <Button look="primary" onPress={onClose}>
          {t("company.close")}
        </Button>
      </Actions>
    </>
  );
}
