import { type ReactNode, useState } from "react";
import { Confirm } from "../ui/dialog.tsx";

/** What somebody is asked before it is done. */
export interface Ask {
  readonly title: string;
  readonly text: ReactNode;
  readonly action: string;
  readonly look?: "danger" | "primary";
  readonly onConfirm: () => Promise<unknown>;
}

/** One question at a time: `ask` opens it, `asked` is where it stands. */
export function useAsk(): { readonly ask: (question: Ask) => void; readonly asked: ReactNode } {
  const [question, setQuestion] = useState<Ask | null>(null);
  const asked = question && (
    <Confirm
      title={question.title}
      action={question.action}
      look={question.look ?? "danger"}
      onConfirm={question.onConfirm}
      onClose={() => setQuestion(null)}
    >
      <p>{question.text}</p>
    </Confirm>
  );
  return { ask: setQuestion, asked };
}
