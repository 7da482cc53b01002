import { useState } from "react";
import type { ShareDetails, ShareRecipient } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { useAsked } from "../shell/live.ts";
import { Badge, Banner } from "../ui/banner.tsx";
import { Confirm, Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { Icon } from "../ui/icon.tsx";
import { Menu } from "../ui/menu.tsx";
import { Select } from "../ui/select.tsx";
import { useWords } from "../words/words.tsx";
import { endOf, isDay } from "./recipients-input.tsx";
import { PermissionBadge, permissionOptions } from "./share-words.tsx";

export function Recipients({ share, onChanged }: { share: ShareDetails; onChanged: () => void }) {
  return (
    <ul className="list">
      {share.recipients.map((recipient) => (
        <Row key={recipient.user ?? recipient.group} share={share} recipient={recipient} onChanged={onChanged} />
      ))}
    </ul>
  );
}

/** Whoever is taken out by name has it still through a group that they are in: said before it is done. */
function StillThrough({ share, user }: { share: ShareDetails; user: string }) {
  const { t } = useWords();
  const client = useClient();
  const groups = useAsked(() => client.company.groups.list(), [client]);
  const through = share.recipients.filter(
    ({ group, expired }) =>
      !expired && groups.value?.some((each) => each.group === group && each.members.includes(user)),
  );
  if (through.length === 0) return null;
  const names = through.map(({ name }) => name ?? t("shares.unnamed")).join(", ");
  return <Banner tone="warning">{t("recipients.still-through", { groups: names })}</Banner>;
}

type Asks = "PERMISSION" | "EXPIRY" | "REMOVE" | "VERIFY" | null;

function Row({
  share,
  recipient,
  onChanged,
}: {
  share: ShareDetails;
  recipient: ShareRecipient;
  onChanged: () => void;
}) {
  const { t, day } = useWords();
  const [asks, setAsks] = useState<Asks>(null);
  const { group, address, you, expiresAt, expired, answer, unverified, left, active, guest } = recipient;
  const name = recipient.name ?? address ?? t("shares.somebody");
  const close = () => {
    setAsks(null);
    onChanged();
  };
  return (
    <li>
      <Icon name={group ? "shares" : "user"} />
      <div className="list-main">
        <strong>{you ? t("recipients.you", { name }) : name}</strong>
        <p className="hint">
          {[
            address !== name && address,
            group && t("recipients.group"),
            expiresAt && t(expired ? "recipients.ended" : "recipients.ends", { day: day(expiresAt) }),
            answer && t(`recipients.${answer}`),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      {guest && <Badge>{t("recipients.guest")}</Badge>}
      {left && <Badge tone="warning">{t("recipients.left")}</Badge>}
      {!active && !left && <Badge tone="warning">{t("recipients.inactive")}</Badge>}
      {unverified && <Badge tone="danger">{t("recipients.unverified")}</Badge>}
      <PermissionBadge permission={recipient.permission} />
      {share.permission === "OWNER" && !you && (
        <Menu
          label={t("recipients.actions", { name })}
          actions={[
            unverified && {
              id: "verify",
              icon: "shield",
              label: t("recipients.verify"),
              onAction: () => setAsks("VERIFY"),
            },
            { id: "permission", icon: "edit", label: t("recipients.change"), onAction: () => setAsks("PERMISSION") },
            recipient.permission !== "OWNER" && {
              id: "expiry",
              icon: "clock",
              label: t("recipients.set-end"),
              onAction: () => setAsks("EXPIRY"),
            },
            {
              id: "remove",
              icon: "close",
              label: t("recipients.remove"),
              danger: true,
              onAction: () => setAsks("REMOVE"),
            },
          ]}
        />
      )}
      {asks && <Asked asks={asks} share={share} recipient={recipient} name={name} onClose={close} />}
    </li>
  );
}

function Asked({
  asks,
  share,
  recipient,
  name,
  onClose,
}: {
  asks: NonNullable<Asks>;
  share: ShareDetails;
  recipient: ShareRecipient;
  name: string;
  onClose: () => void;
}) {
  const say = useWords();
  const { t } = say;
  const client = useClient();
  const id = recipient.user ?? recipient.group ?? "";
  const [permission, setPermission] = useState(recipient.permission);
  const [until, setUntil] = useState(recipient.expiresAt?.toISOString().slice(0, 10) ?? "");
  const [words, setWords] = useState("");
  const done = (act: () => Promise<unknown>) => async () => {
    await act();
    onClose();
  };
  switch (asks) {
    case "REMOVE":
      return (
        <Confirm
          title={t("recipients.remove-title", { name })}
          action={t("recipients.remove")}
          onConfirm={() => client.shares.remove(share.id, id)}
          onClose={onClose}
        >
          <p>{t("recipients.remove-text")}</p>
          {recipient.user !== null && <StillThrough share={share} user={recipient.user} />}
        </Confirm>
      );
    case "PERMISSION":
      return (
        <Dialog title={t("recipients.change-title", { name })} onClose={onClose}>
          <Form
            action={t("ui.save")}
            onSubmit={done(() => client.shares.setPermission(share.id, id, permission))}
            onCancel={onClose}
          >
            <Select
              label={t("recipients.permission")}
              hint={t(`permission.${permission}-text`)}
              options={permissionOptions(say, recipient.group === null && !recipient.guest)}
              value={permission}
              onChange={setPermission}
            />
          </Form>
        </Dialog>
      );
    case "EXPIRY":
      return (
        <Dialog title={t("recipients.end-title", { name })} onClose={onClose}>
          <Form
            action={t("ui.save")}
            onSubmit={done(() => client.shares.setExpiry(share.id, id, endOf(until)))}
            onCancel={onClose}
            isDisabled={!isDay(until)}
          >
            <TextField
              label={t("recipients.until")}
              hint={t("recipients.until-hint")}
              placeholder="2030-12-31"
              error={isDay(until) ? null : t("finding.NOT_A_DATE")}
              value={until}
              onChange={setUntil}
              autoFocus
            />
          </Form>
        </Dialog>
      );
    case "VERIFY":
      return (
        <Dialog title={t("recipients.verify-title", { name })} onClose={onClose}>
          <Form
            action={t("recipients.verify")}
            onSubmit={done(() => client.shares.verifyGuest(share.id, id, words))}
            onCancel={onClose}
          >
            <p>{t("recipients.verify-text")}</p>
            <TextField label={t("recipients.words")} value={words} onChange={setWords} isRequired autoFocus />
          </Form>
        </Dialog>
      );
  }
}
