import { useState } from "react";
import type { GuestPermission, InvitedGuest, ShareDetails } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { useAsked } from "../shell/live.ts";
import { Block } from "../shell/page.tsx";
import { Badge } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy.tsx";
import { Confirm, Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { Select } from "../ui/select.tsx";
import { useWords } from "../words/words.tsx";
import { permissionOptions } from "./share-words.tsx";

/** Invitations for people of other companies, or of none: they see this share, and nothing else of the company. */
export function Guests({ share }: { share: ShareDetails }) {
  const { t, day } = useWords();
  const client = useClient();
  const [invites, setInvites] = useState(false);
  const [voids, setVoids] = useState<string | null>(null);
  const open = useAsked(() => client.shares.invitations(share.id), [client, share.id, share.guests]);
  return (
    <Block
      title={t("guest.title")}
      lead={t("guest.text")}
      actions={
        <Button icon="plus" onPress={() => setInvites(true)}>
          {t("guest.invite")}
        </Button>
      }
    >
      {open.value && open.value.length > 0 && (
        <ul className="list">
          {open.value.map(({ key, address, name, expiresAt, expired }) => (
            <li key={key}>
              <div className="list-main">
                <strong>{name ?? t("shares.somebody")}</strong>
                <p className="hint">{address}</p>
              </div>
              <Badge tone={expired ? "warning" : "plain"}>
                {t(expired ? "recipients.ended" : "recipients.ends", { day: day(expiresAt) })}
              </Badge>
              <Button look="danger" onPress={() => setVoids(key)}>
                {t("guest.void")}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {invites && (
        <Invite
          share={share}
          onClose={() => {
            setInvites(false);
            open.again();
          }}
        />
      )}
      {voids && (
        <Confirm
          title={t("guest.void-title")}
          action={t("guest.void")}
          onConfirm={() => client.shares.voidInvitation(share.id, voids)}
          onClose={() => {
            setVoids(null);
            open.again();
          }}
        >
          <p>{t("guest.void-text")}</p>
        </Confirm>
      )}
    </Block>
  );
}

function Invite({ share, onClose }: { share: ShareDetails; onClose: () => void }) {
  const say = useWords();
  const { t, day } = say;
  const client = useClient();
  const [address, setAddress] = useState("");
  const [name, setName] = useState("");
  const [permission, setPermission] = useState<GuestPermission>("READER");
  const [made, setMade] = useState<InvitedGuest | null>(null);
  const invite = async () => setMade(await client.shares.invite(share.id, { address, name, permission }));
  if (made) {
    return (
      <Dialog title={t("guest.made")} onClose={onClose} serious>
        <p>{t("guest.hand-over", { name: made.name, day: day(made.expiresAt) })}</p>
        <p className="generated mono">{made.link}</p>
        <CopyButton text={made.link} label={t("guest.copy")} />
      </Dialog>
    );
  }
  return (
    <Dialog title={t("guest.invite")} onClose={onClose}>
      <Form action={t("guest.make")} onSubmit={invite} onCancel={onClose}>
        <TextField label={t("guest.name")} value={name} onChange={setName} isRequired autoFocus />
        <TextField label={t("session.address")} type="email" value={address} onChange={setAddress} isRequired />
        <Select
          label={t("recipients.permission")}
          hint={t(`permission.${permission}-text`)}
          options={permissionOptions(say, false)}
          value={permission}
          onChange={(next) => next !== "OWNER" && setPermission(next)}
        />
      </Form>
    </Dialog>
  );
}
