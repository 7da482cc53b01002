import { useEffect, useState } from "react";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/words.tsx";
import { passwordStrength } from "./password-strength.ts";

/** How long nobody types until it is estimated, in milliseconds. */
const rest = 200;

/** How strong a password is, estimated here: its word lists are loaded when somebody first types one. */
export function Strength({ password, about = [] }: { password: string; about?: readonly string[] }) {
  const { t } = useWords();
  const [score, setScore] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const words = about.join("\n");
  useEffect(() => {
    let over = false;
    if (password === "") setScore(null);
    const timer = setTimeout(async () => {
      if (password === "") return;
      const estimated = await passwordStrength(password, { userInputs: words.split("\n") }).catch((error: unknown) => ({
        error,
      }));
      if (over) return;
      setScore("score" in estimated ? estimated.score : null);
      setError("error" in estimated ? estimated.error : null);
    }, rest);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [password, words]);
  if (password === "") return null;
  if (error !== null) return <Problem error={error} />;
  // It has its place before it is known: nothing moves away from under a finger.
  return (
    <div className="strength" role="status">
      {score !== null && (
        <>
          <meter min={0} max={4} low={2} high={3} optimum={4} value={Math.max(score, 0.3)} aria-hidden="true" />
          <span className="hint">{t(`strength.${score as 0 | 1 | 2 | 3 | 4}`)}</span>
        </>
      )}
    </div>
  );
}
