import { useRef, useState } from "react";
import {
  formats,
  type Importable,
  type ImportFormat,
  ImportRefused,
  importFormats,
  type OpenImport,
} from "sealgraph/client/import";
import { useClient } from "../shell/client.tsx";
import { Block } from "../shell/page.tsx";
import { Banner } from "../ui/banner.tsx";
import { Problem } from "../ui/problem.tsx";
import { Waiting } from "../ui/progress.tsx";
import { Select } from "../ui/select.tsx";
import { useWords } from "../words/words.tsx";
import { ChooseFile } from "./choose-file.tsx";
import { FileSecret } from "./file-secret.tsx";
import { useImportJob } from "./import-job.ts";
import { JobView } from "./job-view.tsx";
import { Preview } from "./preview.tsx";
import { readFile } from "./read-file.ts";
import { sayRefused, secretAsked } from "./said.ts";

interface Looked {
  readonly file: File;
  readonly read: Importable | null;
  readonly error: unknown;
}

/** A file of another product or of ours: what is in it is shown before anything is imported. */
export function ImportPart() {
  const client = useClient();
  const job = useImportJob(client);
  if (job) return <JobView job={job} />;
  return <Choose />;
}

function Choose() {
  const words = useWords();
  const { t } = words;
  const [looked, setLooked] = useState<Looked | null>(null);
  const [reading, setReading] = useState(false);
  const [format, setFormat] = useState<ImportFormat | "ANY">("ANY");
  const looks = useRef(0);
  const look = async (file: File, given: OpenImport = {}, as = format) => {
    const options = { ...given, ...(as !== "ANY" && { format: as }) };
    const mine = ++looks.current;
    setReading(true);
    setLooked({ file, read: null, error: null });
    const found = await readFile(file, options).then(
      (read) => ({ file, read, error: null }),
      (error: unknown) => ({ file, read: null, error }),
    );
    // Another file or another format was chosen meanwhile: only the last look is shown.
    if (mine !== looks.current) return;
    setLooked(found);
    setReading(false);
  };
  const secret = secretAsked(looked?.error);
  return (
    <div className="stack">
      <Block title={t("transfer.choose")} lead={t("transfer.choose-text")}>
        <ChooseFile
          label={t("transfer.drop")}
          action={t("transfer.pick")}
          name={looked?.file.name}
          onFile={(file) => void look(file)}
        />
        <Select
          label={t("transfer.file-is")}
          hint={t("transfer.file-is-hint")}
          value={format}
          onChange={(next) => {
            setFormat(next);
            // What was chosen already is looked at again, as that.
            if (looked && next !== format) void look(looked.file, {}, next);
          }}
          options={[
            { id: "ANY" as const, label: t("transfer.by-content") },
            ...importFormats.map((id) => ({ id, label: formats[id].called })),
          ]}
        />
      </Block>
      {reading && <Waiting />}
      {looked?.error instanceof ImportRefused && !(secret && !secret.wrong) && (
        <Banner tone="danger" isAlert>
          {sayRefused(words, looked.error)}
        </Banner>
      )}
      {!(looked?.error instanceof ImportRefused) && <Problem error={looked?.error} />}
      {looked && secret && !reading && (
        <FileSecret what={secret.what} onSecret={(options) => look(looked.file, options)} />
      )}
      {looked?.read && !reading && <Preview read={looked.read} />}
    </div>
  );
}
