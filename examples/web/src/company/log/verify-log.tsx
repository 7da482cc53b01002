import { useState } from "react";
import { type CheckedLog, type Client, logHeader, logLine, ServerCaught } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { offerFile } from "../../ui/offer-file.ts";
import { Problem } from "../../ui/problem.tsx";
import { Progress } from "../../ui/progress.tsx";
import { useWords } from "../../words/words.tsx";

type State =
  | { readonly is: "QUIET" }
  | { readonly is: "RUNS"; readonly revision: number; readonly head: number }
  | { readonly is: "CHECKED"; readonly checked: CheckedLog }
  | { readonly is: "FAILED"; readonly error: unknown };

/** The whole log as lines of JSON, every entry verified before it is written down. */
async function verifiedLines(client: Client, onProgress: (revision: number, head: number) => void): Promise<string[]> {
  const from = await client.company.audit.beginning();
  const { tenant } = await client.company.view();
  const lines = [logHeader("jsonl", tenant, from)];
  for await (const { entries, position, head } of client.company.audit.read(from)) {
    for (const entry of entries) lines.push(logLine("jsonl", entry));
    onProgress(position.revision, head);
  }
  return lines;
}

/** Reads the log in order and checks that nothing was changed, dropped or swapped: this device does that, and nobody else. */
export function VerifyLog() {
  const { t } = useWords();
  const client = useClient();
  const [state, setState] = useState<State>({ is: "QUIET" });
  const onProgress = (revision: number, head: number) => setState({ is: "RUNS", revision, head });
  const run = async (act: () => Promise<State>) => {
    setState({ is: "RUNS", revision: 0, head: 0 });
    setState(await act().catch((error: unknown) => ({ is: "FAILED", error }) as const));
  };
  const verify = (whole: boolean) =>
    run(async () => ({ is: "CHECKED", checked: await client.company.audit.verify({ whole, onProgress }) }));
  const save = () =>
    run(async () => {
      offerFile(
        "sealgraph-log.jsonl",
        "application/jsonl",
        `${(await verifiedLines(client, onProgress)).join("\n")}\n`,
      );
      return { is: "QUIET" };
    });
  const runs = state.is === "RUNS";
  return (
    <div className="stack">
      <div className="row">
        <Button icon="shield" isDisabled={runs} onPress={() => void verify(true)}>
          {t("company.log.verify")}
        </Button>
        <Button isDisabled={runs} onPress={() => void verify(false)}>
          {t("company.log.verifyNew")}
        </Button>
        <Button icon="download" isDisabled={runs} onPress={() => void save()}>
          {t("company.log.export")}
        </Button>
      </div>
      <Outcome state={state} />
    </div>
  );
}

function Outcome({ state }: { readonly state: State }) {
  const { t } = useWords();
  switch (state.is) {
    case "QUIET":
      return null;
    case "RUNS": {
      const { revision, head } = state;
      return (
        <Progress label={t("company.log.verifying", { revision, head })} value={head === 0 ? null : revision / head} />
      );
    }
    case "CHECKED": {
      const { entries, to, unseen } = state.checked;
      return (
        <Banner tone={unseen > 0 ? "warning" : "good"} isAlert>
          {t("company.log.verified", { count: entries })} {unseen > 0 && t("company.log.unseen", { count: unseen })}{" "}
          {t("company.log.head", { revision: to.revision })} <code className="hash">{to.hash ?? ""}</code>
        </Banner>
      );
    }
    case "FAILED":
      return state.error instanceof ServerCaught && state.error.revision !== null ? (
        <Banner tone="danger" isAlert>
          {t("company.log.caught", { revision: state.error.revision })}
        </Banner>
      ) : (
        <Problem error={state.error} />
      );
  }
}
