import { useState } from "react";
import {
  type ExportFile,
  encodeBitwarden,
  encodeCsv,
  encodeExport,
  makeArchiveCode,
  type ProfileKind,
  sealArchive,
} from "sealgraph/client";
import { onlyPassword } from "../session/only-password.ts";
import { useClient } from "../shell/client.tsx";
import { Block } from "../shell/page.tsx";
import { Banner } from "../ui/banner.tsx";
import { PasswordField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { offerFile } from "../ui/offer-file.ts";
import { Select } from "../ui/select.tsx";
import { Checkbox, Choices } from "../ui/switch.tsx";
import { useWords } from "../words/words.tsx";
import { ArchiveSecret, isGoodSecret, noSecret } from "./archive-secret.tsx";
import { Exported, type ExportedView } from "./exported.tsx";

const formats = ["archive", "json", "bitwarden", "csv"] as const;
type Format = (typeof formats)[number];
type Which = ProfileKind | "BOTH";

const types: Record<Exclude<Format, "archive">, readonly [name: string, type: string]> = {
  json: ["sealgraph.json", "application/json"],
  bitwarden: ["bitwarden.json", "application/json"],
  csv: ["sealgraph.csv", "text/csv"],
};

/** Everything that is not in the trash as one file. Who asks for it shows that they still know the password. */
export function ExportPart() {
  const { t } = useWords();
  const client = useClient();
  const [format, setFormat] = useState<Format>("archive");
  const [which, setWhich] = useState<Which>("BOTH");
  const [agreed, setAgreed] = useState(false);
  const [secret, setSecret] = useState(noSecret);
  const [password, setPassword] = useState("");
  const [exported, setExported] = useState<ExportedView | null>(null);
  const isOpen = format !== "archive";
  const profile = format === "bitwarden" && which === "BOTH" ? "PERSONAL" : which;
  const profiles: readonly Which[] =
    format === "bitwarden" ? ["PERSONAL", "BUSINESS"] : ["BOTH", "PERSONAL", "BUSINESS"];
  const run = async () => {
    await onlyPassword(client.checkPassword(password));
    const kinds = profile === "BOTH" ? (["PERSONAL", "BUSINESS"] as const) : [profile];
    const all = await Promise.all(kinds.map((kind) => client.profile(kind).export()));
    const file: ExportFile = { format: "sealgraph-export", version: 1, profiles: all };
    const items = all.reduce((sum, each) => sum + each.items.length, 0);
    const unreadable = all.reduce((sum, each) => sum + each.unreadable.length, 0);
    const code = format === "archive" ? await offerArchive(file, secret.password) : offerOpen(file, format);
    setPassword("");
    setSecret(noSecret);
    setAgreed(false);
    setExported({ items, unreadable, code, isOpen });
  };
  return (
    <Block title={t("transfer.export")} lead={t("transfer.export-text")}>
      <Form
        action={t("transfer.do-export")}
        onSubmit={run}
        look={isOpen ? "danger" : "primary"}
        isDisabled={password === "" || (isOpen ? !agreed : !isGoodSecret(secret))}
      >
        <Choices
          label={t("transfer.format")}
          value={format}
          onChange={setFormat}
          options={formats.map((id) => ({
            id,
            label: t(`transfer.format.${id}`),
            hint: t(`transfer.format.${id}-text`),
          }))}
        />
        <Select
          label={t("transfer.which")}
          value={profile}
          onChange={setWhich}
          options={profiles.map((id) => ({ id, label: t(id === "BOTH" ? "transfer.both" : `vault.profile.${id}`) }))}
        />
        {isOpen ? (
          <Banner tone="danger" title={t("transfer.not-encrypted")}>
            <p>{t("transfer.not-encrypted-text")}</p>
            <Checkbox isSelected={agreed} onChange={setAgreed}>
              {t("transfer.agree")}
            </Checkbox>
          </Banner>
        ) : (
          <ArchiveSecret value={secret} onChange={setSecret} />
        )}
        <PasswordField
          label={t("transfer.own-password")}
          hint={t("transfer.own-password-hint")}
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
        />
      </Form>
      {exported && <Exported exported={exported} onClose={() => setExported(null)} />}
    </Block>
  );
}

/** Gives the code that opens it; null where a password does. */
async function offerArchive(file: ExportFile, password: string | null): Promise<string | null> {
  const code = password === null ? makeArchiveCode() : null;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const key = code === null ? { password: password ?? "" } : { code };
  for await (const part of sealArchive(file, key)) parts.push(part as Uint8Array<ArrayBuffer>);
  const type = "application/octet-stream";
  offerFile("sealgraph.archive", type, new Blob(parts, { type }));
  return code;
}

function offerOpen(file: ExportFile, format: Exclude<Format, "archive">): null {
  const [name, type] = types[format];
  const [first] = file.profiles;
  if (format === "bitwarden" && first) offerFile(name, type, encodeBitwarden(first));
  else offerFile(name, type, format === "csv" ? encodeCsv(file) : encodeExport(file));
  return null;
}
