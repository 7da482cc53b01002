import { useState } from "react";
import type { OpenImport } from "sealgraph/client/import";
import { PasswordField, TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { useWords } from "../words/words.tsx";
import { ChooseFile } from "./choose-file.tsx";

/** What opens a file: a password, the code of an archive, or what a database of KeePass has. */
export function FileSecret({
  what,
  onSecret,
}: {
  what: "PASSWORD" | "DATABASE" | "CODE";
  onSecret: (options: OpenImport) => Promise<void>;
}) {
  const { t } = useWords();
  const [typed, setTyped] = useState("");
  const [keyFile, setKeyFile] = useState<File | null>(null);
  const submit = async () => {
    if (what === "CODE") return onSecret({ code: typed });
    const key = keyFile && { keyFile: new Uint8Array(await keyFile.arrayBuffer()) };
    return onSecret({ ...(typed !== "" && { password: typed }), ...key });
  };
  return (
    <div className="panel narrow">
      <Form action={t("transfer.open")} onSubmit={submit} isDisabled={typed === "" && keyFile === null}>
        {what === "CODE" ? (
          <TextField
            label={t("transfer.code")}
            hint={t("transfer.code-hint")}
            value={typed}
            onChange={setTyped}
            inputMode="numeric"
            mono
            autoFocus
          />
        ) : (
          <PasswordField
            label={t(what === "DATABASE" ? "transfer.database-password" : "transfer.archive-password")}
            value={typed}
            onChange={setTyped}
            autoFocus
          />
        )}
        {what === "DATABASE" && (
          <ChooseFile
            label={t("transfer.key-file")}
            action={t("transfer.pick-key-file")}
            name={keyFile?.name}
            onFile={setKeyFile}
          />
        )}
      </Form>
    </div>
  );
}
