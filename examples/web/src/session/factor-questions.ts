import type { AddSecondFactor, AskSecondFactor, SecondFactorAsked, SecondFactorShown } from "sealgraph/client";
import { makeValue } from "../shell/value.ts";

/** What the SDK asks a person for in the midst of something; a dialog over everything answers. */
export type Question =
  | {
      readonly is: "SHOW";
      readonly asked: SecondFactorAsked;
      answer(shown: SecondFactorShown): void;
      refuse(): void;
    }
  | { readonly is: "ADD"; readonly uri: string; readonly again: boolean; answer(code: string): void; refuse(): void }
  | { readonly is: "KEEP"; readonly spareCodes: readonly string[]; answer(): void; refuse(): void };

export const question = makeValue<Question | null>(null);

/** A person closed the dialog instead of answering, or it was taken from them. */
export class Declined extends Error {
  override readonly name = "Declined";
}

/** Nothing that is asked or shown stays where the account is locked. */
export const dropQuestion = (): void => question.get()?.refuse();

const closing = <A extends unknown[]>(act: (...given: A) => void) => {
  return (...given: A) => {
    question.set(null);
    act(...given);
  };
};

const secondFactor: AskSecondFactor = (asked) =>
  new Promise((resolve, reject) =>
    question.set({
      is: "SHOW",
      asked,
      answer: closing(resolve),
      refuse: closing(() => reject(new Declined())),
    }),
  );

const addSecondFactor: AddSecondFactor = {
  code: ({ uri, again }) =>
    new Promise((resolve, reject) =>
      question.set({ is: "ADD", uri, again, answer: closing(resolve), refuse: closing(() => reject(new Declined())) }),
    ),
  keep: (spareCodes) =>
    new Promise((resolve, reject) =>
      question.set({
        is: "KEEP",
        spareCodes,
        answer: closing(() => resolve()),
        refuse: closing(() => reject(new Declined())),
      }),
    ),
};

/** What the SDK is given, so that it can ask. */
export const factorQuestions = { secondFactor, addSecondFactor };
