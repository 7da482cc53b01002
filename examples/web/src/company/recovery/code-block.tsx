import { useState } from "react";
import type { RecoveryGroupView } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { Block } from "../../shell/page.tsx";
import { Button } from "../../ui/button.tsx";
import { tell } from "../../ui/toast.tsx";
import { useWords } from "../../words/words.tsx";
import { useAsk } from "../ask.tsx";
import { ByCodeDialog } from "./by-code.tsx";
import { useKeepCode } from "./keep-code.tsx";

/** The code on paper that opens what the group opens: whether the paper is the right one, a new one, none any more. */
export function CodeBlock({
  group: { code },
  company,
  holds,
  onDone,
}: {
  readonly group: RecoveryGroupView;
  readonly company: string;
  /** Whether the caller is a custodian: who is none acts by the code before. */
  readonly holds: boolean;
  readonly onDone: () => void;
}) {
  const { t, day } = useWords();
  const { recovery } = useClient();
  const { ask, asked } = useAsk();
  const { show, dialog } = useKeepCode(company);
  const [typing, setTyping] = useState<"CHECK" | "NEW" | null>(null);
  const makeNew = async (by: { readonly code?: string | readonly string[] }) => {
    await recovery.newCode(show, by);
    tell(t("company.done"));
    onDone();
  };
  const askNew = () =>
    ask({
      title: t("recovery.code.new"),
      text: t("recovery.code.new.ask"),
      action: t("recovery.code.new"),
      look: "primary",
      onConfirm: () => makeNew({}),
    });
  const drop = () =>
    ask({
      title: t("recovery.code.drop"),
      text: t("recovery.code.drop.ask"),
      action: t("recovery.code.drop"),
      onConfirm: async () => {
        await recovery.dropCode();
        onDone();
      },
    });
  return (
    <Block
      title={t("recovery.code")}
      lead={code === null ? t("recovery.code.none") : t("recovery.code.since", { date: day(code.since) })}
      actions={
        <>
          {code && <Button onPress={() => setTyping("CHECK")}>{t("recovery.code.check")}</Button>}
          {(holds || code) && (
            <Button onPress={() => (holds ? askNew() : setTyping("NEW"))}>{t("recovery.code.new")}</Button>
          )}
          {holds && code && (
            <Button look="danger" onPress={drop}>
              {t("recovery.code.drop")}
            </Button>
          )}
        </>
      }
    >
      {asked}
      {dialog}
      {typing && (
        <ByCodeDialog
          title={t(typing === "CHECK" ? "recovery.code.check" : "recovery.code.new")}
          action={t(typing === "CHECK" ? "recovery.code.check" : "recovery.code.new")}
          onCode={async (given) => {
            if (typing === "NEW") return makeNew({ code: given });
            await recovery.checkCode(given);
            tell(t("recovery.code.isRight"));
          }}
          onClose={() => setTyping(null)}
        />
      )}
    </Block>
  );
}
