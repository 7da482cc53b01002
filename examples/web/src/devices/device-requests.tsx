import { useState } from "react";
import { onlyPassword } from "../session/only-password.ts";
import { useClient } from "../shell/client.tsx";
import { useAsked } from "../shell/live.ts";
import { Block } from "../shell/page.tsx";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { PasswordField, TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { useWords } from "../words/words.tsx";

/**
 * Lets a new device in: whoever has the six words that it shows, and nobody else, is handed the Secret Key. The password is asked for:
 * whoever finds a page that somebody left open shall not let a device of their own in.
 */
export function DeviceRequests() {
  const { t, time } = useWords();
  const client = useClient();
  const [words, setWords] = useState("");
  const [password, setPassword] = useState("");
  const [approved, setApproved] = useState<string | null>(null);
  const requests = useAsked(() => client.deviceRequests.list(), [client]);
  const approve = async () => {
    setApproved(null);
    await onlyPassword(client.checkPassword(password));
    const { deviceName } = await client.deviceRequests.approve(words);
    setWords("");
    setPassword("");
    setApproved(deviceName);
    requests.again();
  };
  return (
    <Block
      title={t("requests.title")}
      lead={t("requests.text")}
      actions={
        <Button icon="sync" onPress={requests.again}>
          {t("requests.look")}
        </Button>
      }
    >
      {approved !== null && <Banner tone="good">{t("requests.approved", { name: approved })}</Banner>}
      {requests.value?.map(({ request, createdAt, expiresAt }) => (
        <Banner
          key={request}
          tone="warning"
          title={t("requests.one", { time: time(createdAt) })}
          actions={
            <Button
              look="danger"
              onPress={() => void client.deviceRequests.refuse(request).then(requests.again, requests.again)}
            >
              {t("requests.refuse")}
            </Button>
          }
        >
          {t("requests.until", { time: time(expiresAt) })}
        </Banner>
      ))}
      <Form action={t("requests.approve")} onSubmit={approve}>
        <TextField
          label={t("requests.words")}
          hint={t("requests.words-hint")}
          value={words}
          onChange={setWords}
          isRequired
        />
        <PasswordField
          label={t("session.password")}
          hint={t("session.password-first")}
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          isRequired
        />
      </Form>
    </Block>
  );
}
