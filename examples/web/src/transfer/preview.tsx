import { useState } from "react";
import type { ProfileKind } from "sealgraph/client";
import { aboutImport, type Importable } from "sealgraph/client/import";
import { say } from "sealgraph/words";
import { useClient } from "../shell/client.tsx";
import { Block } from "../shell/page.tsx";
import { Badge, Banner } from "../ui/banner.tsx";
import { TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { Select } from "../ui/select.tsx";
import { useSpoken, useWords } from "../words/words.tsx";
import { startImport } from "./import-job.ts";
import { Remarks } from "./remarks.tsx";

/** Before anything is imported: what the file holds, what is left out of it, and where the rest goes. */
export function Preview({ read }: { read: Importable }) {
  const { t, maybe, number } = useWords();
  const locale = useSpoken();
  const client = useClient();
  const about = aboutImport(read);
  const isOwn = "profiles" in read;
  const [profile, setProfile] = useState<ProfileKind | "SAME">(isOwn ? "SAME" : "PERSONAL");
  const [folder, setFolder] = useState("");
  const under = folder.split("/").map((name) => name.trim());
  const begin = async () => {
    const target = { profile: profile === "SAME" ? null : profile, under: under.filter((name) => name !== "") };
    void startImport(client, read, about, target);
  };
  const profiles: readonly (ProfileKind | "SAME")[] = isOwn
    ? ["SAME", "PERSONAL", "BUSINESS"]
    : ["PERSONAL", "BUSINESS"];
  return (
    <Block
      title={t("transfer.preview")}
      lead={t("transfer.holds", { called: about.called, items: about.items, folders: about.folders })}
    >
      <ul className="kinds" aria-label={t("transfer.by-kind")}>
        {Object.entries(about.kinds).map(([kind, count]) => (
          <li key={kind}>
            <Badge tone="plain">
              {maybe(`kind.${kind}`) ?? kind} · {number(count)}
            </Badge>
          </li>
        ))}
      </ul>
      {about.encoding === "windows-1252" && <Banner tone="warning">{t("transfer.latin")}</Banner>}
      {about.organisation && <Banner>{t("transfer.organisation")}</Banner>}
      <Remarks
        title={t("transfer.left-out", { count: about.skipped.length })}
        unit={about.unit}
        all={about.skipped.map(({ reason, ...place }) => ({ ...place, text: say(locale, `skip.${reason}`) }))}
      />
      <Remarks
        title={t("transfer.remarks", { count: about.remarks.length })}
        unit={about.unit}
        all={about.remarks.map(({ reason, ...place }) => ({ ...place, text: say(locale, `remark.${reason}`) }))}
      />
      <Form action={t("transfer.begin", { count: about.items })} onSubmit={begin} isDisabled={about.items === 0}>
        <Select
          label={t("transfer.to-profile")}
          value={profile}
          onChange={setProfile}
          options={profiles.map((id) => ({
            id,
            label: t(id === "SAME" ? "transfer.same-profile" : `vault.profile.${id}`),
          }))}
        />
        <TextField
          label={t("transfer.to-folder")}
          hint={t("transfer.to-folder-hint")}
          value={folder}
          onChange={setFolder}
          maxLength={1_000}
        />
      </Form>
    </Block>
  );
}
