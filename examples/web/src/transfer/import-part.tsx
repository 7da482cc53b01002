import { useState } from "react";
import { formats, type Importable, ImportRefused, type OpenImport } from "sealgraph/client/import";
import { useClient } from "../shell/client.tsx";
import { Block } from "../shell/page.tsx";
import { Banner } from "../ui/banner.tsx";
import { Problem } from "../ui/problem.tsx";
import { Waiting } from "../ui/progress.tsx";
import { useSpoken, useWords } from "../words/words.tsx";
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
  const { t } = useWords();
  const locale = useSpoken();
  const [looked, setLooked] = useState<Looked | null>(null);
  const [reading, setReading] = useState(false);
  const look = async (file: File, options: OpenImport = {}) => {
    setReading(true);
    setLooked({ file, read: null, error: null });
    try {
      setLooked({ file, read: await readFile(file, options), error: null });
    } catch (error) {
      setLooked({ file, read: null, error });
    } finally {
      setReading(false);
    }
  };
  const secret = secretAsked(looked?.error);
  const called = Object.values(formats).map(({ called }) => called);
  return (
    <div className="stack">
      <Block title={t("transfer.choose")} lead={t("transfer.choose-text")}>
        <ChooseFile
          label={t("transfer.drop")}
          action={t("transfer.pick")}
          name={looked?.file.name}
          onFile={(file) => void look(file)}
        />
        <p className="hint">{t("transfer.formats", { formats: called.join(", ") })}</p>
      </Block>
      {reading && <Waiting />}
      {looked?.error instanceof ImportRefused && !(secret && !secret.wrong) && (
        <Banner tone="danger" isAlert>
          {sayRefused(locale, looked.error)}
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
