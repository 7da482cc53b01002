import { useWords } from "../../words/words.tsx";
import { PartNav } from "../part-nav.tsx";
import { CasePage } from "./case-page.tsx";
import { Cases } from "./cases.tsx";
import { Holders } from "./holders.tsx";
import { Status } from "./status.tsx";

const parts = ["status", "holders", "cases"] as const;

/** Who can open what people leave behind, whether they still could today, and opening it. */
export function RecoveryPages({ path: [part = "status", id] }: { readonly path: readonly string[] }) {
  const { t } = useWords();
  return (
    <>
      <PartNav
        label={t("recovery.nav")}
        at={["company", "recovery"]}
        current={part}
        parts={parts.map((its) => ({ id: its, label: t(`recovery.nav.${its}`) }))}
      />
      {part === "holders" ? (
        <Holders />
      ) : part !== "cases" ? (
        <Status />
      ) : id === undefined ? (
        <Cases />
      ) : (
        <CasePage key={id} id={id} />
      )}
    </>
  );
}
