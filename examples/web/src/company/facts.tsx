import type { ReactNode } from "react";

/** What is so, in pairs of a word and its value. Null leaves one out. */
export const Facts = ({ facts }: { readonly facts: readonly (readonly [string, ReactNode] | null)[] }) => (
  <dl className="facts">
    {facts
      .filter((fact) => fact !== null)
      .map(([word, value]) => (
        <div key={word}>
          <dt>{word}</dt>
          <dd>{value}</dd>
        </div>
      ))}
  </dl>
);
