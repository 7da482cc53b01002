import { useState } from "react";
import type { Device } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { useAsked } from "../shell/live.ts";
import { Block } from "../shell/page.tsx";
import { Badge } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Confirm, Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { Icon } from "../ui/icon.tsx";
import { Problem } from "../ui/problem.tsx";
import { Waiting } from "../ui/progress.tsx";
import { useWords } from "../words/words.tsx";

/** Every installation that has this account; a revoked one has no session, and never gets one again. */
export function DevicesPart() {
  const { t } = useWords();
  const client = useClient();
  const devices = useAsked(() => client.devices.list(), [client]);
  const inUse = devices.value?.filter(({ revokedAt }) => revokedAt === null);
  const revoked = devices.value?.filter(({ revokedAt }) => revokedAt !== null) ?? [];
  return (
    <>
      <Block title={t("devices.list")} lead={t("devices.list-text")}>
        <Problem error={devices.error} />
        {inUse === undefined ? (
          devices.error === null && <Waiting />
        ) : (
          <ul className="list">
            {inUse.map((device) => (
              <Row key={device.device} device={device} onChanged={devices.again} />
            ))}
          </ul>
        )}
      </Block>
      {revoked.length > 0 && (
        <Block title={t("devices.revoked")}>
          <ul className="list">
            {revoked.map((device) => (
              <Row key={device.device} device={device} onChanged={devices.again} />
            ))}
          </ul>
        </Block>
      )}
    </>
  );
}

function Row({ device, onChanged }: { device: Device; onChanged: () => void }) {
  const { t, ago, day } = useWords();
  const client = useClient();
  const [asks, setAsks] = useState<"RENAME" | "REVOKE" | null>(null);
  const close = () => {
    setAsks(null);
    onChanged();
  };
  const { name, current, createdAt, lastSeenAt, revokedAt } = device;
  return (
    <li>
      <Icon name="devices" />
      <div className="list-main">
        <strong>{name}</strong>
        <p className="hint">
          {revokedAt
            ? t("devices.revoked-at", { day: day(revokedAt) })
            : t("devices.seen", { ago: ago(lastSeenAt), day: day(createdAt) })}
        </p>
      </div>
      {current && <Badge tone="good">{t("devices.current")}</Badge>}
      {revokedAt === null && (
        <>
          <Button onPress={() => setAsks("RENAME")}>{t("devices.rename")}</Button>
          {!current && (
            <Button look="danger" onPress={() => setAsks("REVOKE")}>
              {t("devices.revoke")}
            </Button>
          )}
        </>
      )}
      {asks === "RENAME" && <Rename device={device} onClose={close} />}
      {asks === "REVOKE" && (
        <Confirm
          title={t("devices.revoke-title", { name })}
          action={t("devices.revoke")}
          onConfirm={() => client.devices.revoke(device.device)}
          onClose={close}
        >
          <p>{t("devices.revoke-text")}</p>
        </Confirm>
      )}
    </li>
  );
}

function Rename({ device, onClose }: { device: Device; onClose: () => void }) {
  const { t } = useWords();
  const client = useClient();
  const [name, setName] = useState(device.name);
  const rename = async () => {
    await client.devices.rename(device.device, name);
    onClose();
  };
  return (
    <Dialog title={t("devices.rename")} onClose={onClose}>
      <Form action={t("ui.save")} onSubmit={rename} onCancel={onClose}>
        <TextField label={t("sign-in.device")} value={name} onChange={setName} maxLength={100} isRequired autoFocus />
      </Form>
    </Dialog>
  );
}
