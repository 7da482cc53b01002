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

let areTaken = true;

/** Whether anything may be asked or shown now. If not, what is there goes at once, and what comes later is refused. */
export function takeQuestions(are: boolean): void {
  areTaken = are;
  if (!are) question.get()?.refuse();
}

/** Puts a question to the person; rejects with Declined where it is refused. */
const put = <T>(questionOf: (answer: (given: T) => void, refuse: () => void) => Question): Promise<T> =>
  new Promise((resolve, reject) => {
    if (!areTaken) return reject(new Declined());
    const answer = (given: T) => {
      question.set(null);
      resolve(given);
    };
    const refuse = () => {
      question.set(null);
      reject(new Declined());
    };
    // There is room for one: what nobody can see any more is not waited for.
    question.get()?.refuse();
    question.set(questionOf(answer, refuse));
  });

const secondFactor: AskSecondFactor = (asked) =>
  put<SecondFactorShown>((answer, refuse) => ({ is: "SHOW", asked, answer, refuse }));

const addSecondFactor: AddSecondFactor = {
  code: ({ uri, again }) => put<string>((answer, refuse) => ({ is: "ADD", uri, again, answer, refuse })),
  keep: (spareCodes) => put<void>((answer, refuse) => ({ is: "KEEP", spareCodes, answer, refuse })),
};

/** What the SDK is given, so that it can ask. */
export const factorQuestions = { secondFactor, addSecondFactor };
