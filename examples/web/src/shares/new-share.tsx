import { useState } from "react";
import type { CreateShare, ProfileKind, SharePlan } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { Block, Page } from "../shell/page.tsx";
import { goTo } from "../shell/route.ts";
import { Banner } from "../ui/banner.tsx";
import { TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { Select } from "../ui/select.tsx";
import { useWords } from "../words/words.tsx";
import { ItemsInput } from "./items-input.tsx";
import { isDay, nobody, RecipientsInput, recipientsOf } from "./recipients-input.tsx";

/** `what`: nothing, `item/<profile>/<id>` or `folder/<profile>/<id>`. First what would be done is said, then it is done. */
export function NewShare({ what: [is, profile, id] }: { what: readonly string[] }) {
  const { t } = useWords();
  const client = useClient();
  const [name, setName] = useState("");
  const [scope, setScope] = useState<ProfileKind>(profile === "personal" ? "PERSONAL" : "BUSINESS");
  const [items, setItems] = useState<readonly string[]>(is === "item" && id ? [id] : []);
  const [wanted, setWanted] = useState(nobody);
  const [plan, setPlan] = useState<SharePlan | null>(null);
  const folder = is === "folder" && id ? id : null;
  const input: CreateShare = {
    name,
    scope,
    recipients: recipientsOf(wanted),
    ...(folder ? { folder } : items.length > 0 && { items }),
  };
  /** What was planned is what is done: whoever changes anything plans anew. */
  const change =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      setPlan(null);
      set(value);
    };
  const submit = async () => {
    if (plan === null) return setPlan(await client.shares.plan({ act: "CREATE", input }));
    const share = await client.shares.create(input);
    goTo("shares", share.id);
  };
  return (
    <Page title={t("shares.new-title")} lead={t("shares.new-lead")}>
      <Block title={t("shares.what")}>
        <Form
          action={t(plan ? "shares.create" : "ui.next")}
          onSubmit={submit}
          onCancel={() => goTo("shares")}
          isDisabled={!isDay(wanted.until)}
        >
          <TextField
            label={t("shares.name")}
            hint={t("shares.name-hint")}
            value={name}
            onChange={change(setName)}
            maxLength={100}
            isRequired
            autoFocus
          />
          {is === undefined && (
            <Select
              label={t("shares.scope")}
              hint={t(`shares.scope.${scope}`)}
              options={[
                { id: "BUSINESS", label: t("vault.profile.BUSINESS") },
                { id: "PERSONAL", label: t("vault.profile.PERSONAL") },
              ]}
              value={scope}
              onChange={(next) => {
                setItems([]);
                change(setScope)(next);
              }}
            />
          )}
          {folder ? (
            <Banner>{t("shares.whole-folder")}</Banner>
          ) : (
            <ItemsInput profile={scope} chosen={items} onChange={change(setItems)} />
          )}
          <RecipientsInput wanted={wanted} onChange={change(setWanted)} />
          {plan && (
            <Banner title={t("shares.plan")}>
              {t("shares.plan-text", { moved: plan.moved, waiting: plan.waiting.length })}
            </Banner>
          )}
        </Form>
      </Block>
    </Page>
  );
}
