import { useState } from "react";
import { type Client, type EmergencyKit, emergencyKitHtml, kitPage } from "sealgraph/client";
import { Alone } from "../shell/alone.tsx";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { offerFile } from "../ui/offer-file.ts";
import { useWords } from "../words/words.tsx";
import type { KitWhy } from "./kit-to-keep.ts";
import { session } from "./session.ts";

const leads = { NEW: "kit.lead", RECOVERED: "recover.kit-lead", RENEWED: "keys.new-kit-text" } as const;

/** The kit of a new Secret Key, before anything else; after a lock, again. */
export default function KeepKit({ client, why }: { client: Client; why: KitWhy }) {
  const { t } = useWords();
  return (
    <Alone wide title={t(why === "RENEWED" ? "keys.new-kit" : "kit.title")} lead={t(leads[why])}>
      <Kit kit={client.emergencyKit()} onKept={() => session.keptKit(client)} />
    </Alone>
  );
}

/** The paper that opens the account on a new device. Nobody goes on who has not shown that they have the key. */
export function Kit({ kit, onKept }: { kit: EmergencyKit; onKept: () => void }) {
  const { t } = useWords();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const last = kit.secretKey.slice(kit.secretKey.lastIndexOf("-") + 1);
  const confirm = async () => {
    const fits = typed.replace(/[\s-]/g, "").toUpperCase().endsWith(last.toUpperCase()) && typed.trim() !== "";
    setWrong(!fits);
    if (fits) onKept();
  };
  return (
    <>
      <KitPaper kit={kit} />
      <KitActions kit={kit} />
      <p className="hint">{t("kit.where")}</p>
      <Form action={t("kit.kept")} onSubmit={confirm}>
        <TextField
          label={t("kit.confirm")}
          hint={t("kit.confirm-hint", { count: last.length })}
          error={wrong ? t("kit.wrong") : null}
          mono
          value={typed}
          onChange={(value) => {
            setTyped(value);
            setWrong(false);
          }}
          isRequired
        />
      </Form>
    </>
  );
}

export function KitActions({ kit }: { kit: EmergencyKit }) {
  const { t, locale } = useWords();
  return (
    <div className="row">
      <Button icon="print" onPress={() => window.print()}>
        {t("kit.print")}
      </Button>
      <Button
        icon="download"
        onPress={() => offerFile("sealgraph-emergency-kit.html", "text/html", emergencyKitHtml(kit, locale))}
      >
        {t("kit.download")}
      </Button>
    </div>
  );
}

/** What is printed: `@media print` leaves nothing but this. */
export function KitPaper({ kit }: { kit: EmergencyKit }) {
  const { t, day, locale } = useWords();
  const { lead, sections } = kitPage(kit, locale);
  return (
    <section className="kit printed" aria-label={t("kit.paper")}>
      <h2>{t("kit.paper")}</h2>
      <p className="print-only">{lead}</p>
      <dl>
        <dt>{t("session.address")}</dt>
        <dd>{kit.address}</dd>
        <dt>{t("kit.server")}</dt>
        <dd>{kit.server}</dd>
        <dt>{t("sign-in.secret-key")}</dt>
        <dd className="secret-key" data-secret-key="">
          {kit.secretKey}
        </dd>
        <dt>{t("session.password")}</dt>
        <dd className="line">{t("kit.by-hand")}</dd>
      </dl>
      <div className="print-only">
        {sections.map(({ heading, text }) => (
          <div key={heading}>
            <h3>{heading}</h3>
            <p>{text}</p>
          </div>
        ))}
      </div>
      <p className="hint">{t("kit.foot", { day: day(kit.createdAt) })}</p>
    </section>
  );
}
