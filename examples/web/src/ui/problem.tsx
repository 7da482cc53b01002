import { SealgraphError } from "sealgraph/client";
import { type Say, useWords } from "../words/words.tsx";
import { Banner } from "./banner.tsx";

/** An error in people's words: of the SDK by its code, of anything else without what it says to programmers. */
export function sayError({ t, maybe }: Say, error: unknown): string {
  if (!(error instanceof SealgraphError)) return t("error.unknown");
  const part = error.details.part ?? error.details.argument ?? error.details.reason;
  return (part !== undefined && maybe(`error.${error.code}.${part}`)) || maybe(`error.${error.code}`) || error.message;
}

/** What went wrong, where anything did; read out at once. A dialog that was closed instead of answered is nothing wrong. */
export function Problem({ error }: { error: unknown }) {
  const say = useWords();
  if (error == null || (error instanceof Error && error.name === "Declined")) return null;
  return (
    <Banner tone="danger" isAlert>
      {sayError(say, error)}
    </Banner>
  );
}
