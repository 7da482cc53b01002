import { SealgraphError } from "sealgraph/client";
import { sayIfThere } from "sealgraph/words";
import { type Say, useWords } from "../words/words.tsx";
import { Banner } from "./banner.tsx";

/** An error in people's words: ours where they are more to the point, else those that all clients have for its code. */
export function sayError({ t, maybe, locale }: Say, error: unknown): string {
  if (!(error instanceof SealgraphError)) return t("error.unknown");
  const { code, details } = error;
  const part = details.part ?? details.argument ?? details.cause;
  return (
    (part !== undefined && maybe(`error.${code}.${part}`)) ||
    maybe(`error.${code}`) ||
    sayIfThere(locale, `client.${code}`) ||
    error.message
  );
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
