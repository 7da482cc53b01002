import { useState } from "react";
import type { RecoveredItem, RecoveryCase } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { offerFile } from "../../ui/offer-file.ts";
import { Progress } from "../../ui/progress.tsx";
import { Choices } from "../../ui/switch.tsx";
import { tell } from "../../ui/toast.tsx";
import { useWords } from "../../words/words.tsx";
import { Loaded } from "../loaded.tsx";
import { SelectPerson } from "../pick-person.tsx";
import { FileCode, gathered } from "./file-code.tsx";

type Where = "share" | "file";

/** Takes what was chosen out of a recovery: into a share that somebody of the company then owns, or a sealed file. */
export function TakeDialog({
  going,
  items,
  onClose,
}: {
  readonly going: RecoveryCase;
  readonly items: readonly RecoveredItem[];
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const client = useClient();
  const asked = useAsked(() => client.company.people(), [client]);
  const whose = asked.value?.find(({ user }) => user === going.recovery.user)?.name ?? "";
  const [where, setWhere] = useState<Where>("share");
  const [to, setTo] = useState(client.account.user);
  const [name, setName] = useState<string | null>(null);
  const [progress, setProgress] = useState<number | null>(null);
  const [code, setCode] = useState<string | null>(null);
  const named = name ?? t("recovery.take.named", { name: whose }).slice(0, 100);
  const onProgress = (done: number, total: number) => setProgress(total === 0 ? null : done / total);
  const intoShare = async () => {
    const taken = await going.take(items, { name: named, user: to }, { onProgress });
    tell(t("recovery.take.done", { count: taken.taken }));
    onClose();
  };
  const intoFile = async () => {
    let shown = "";
    const show = (text: string) => {
      shown = text;
    };
    const taken = await going.take(items, { file: true, show }, { onProgress });
    if (!("file" in taken)) return;
    offerFile("recovered.sealgraph", "application/octet-stream", await gathered(taken.file));
    setCode(shown);
  };
  return (
    <Dialog title={t("recovery.take")} serious onClose={onClose}>
      {code !== null ? (
        <FileCode code={code} onClose={onClose} />
      ) : (
        <Loaded asked={asked}>
          {(people) => (
            <Form
              action={t(where === "share" ? "recovery.take.do" : "recovery.take.file")}
              isDisabled={where === "share" && named.trim() === ""}
              onCancel={onClose}
              onSubmit={where === "share" ? intoShare : intoFile}
            >
              <Choices
                label={t("recovery.take.where")}
                value={where}
                onChange={setWhere}
                options={[
                  { id: "share", label: t("recovery.take.do") },
                  { id: "file", label: t("recovery.take.file") },
                ]}
              />
              {where === "share" && (
                <>
                  <SelectPerson
                    label={t("recovery.take.to")}
                    people={people.filter(({ suspended }) => !suspended)}
                    value={to}
                    onChange={setTo}
                  />
                  <TextField label={t("recovery.take.name")} value={named} onChange={setName} maxLength={100} />
                </>
              )}
              {progress !== null && <Progress label={t("recovery.take.sealing")} value={progress} />}
            </Form>
          )}
        </Loaded>
      )}
    </Dialog>
  );
}
