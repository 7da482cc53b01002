import type { ReactNode } from "react";
import type { Asked } from "../shell/live.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { Waiting } from "../ui/progress.tsx";
import { useWords } from "../words/words.tsx";

/** What was asked for, once it is here. What went wrong is said above what was known before, and can be tried again. */
export function Loaded<T>({
  asked,
  children,
}: {
  readonly asked: Asked<T>;
  readonly children: (value: T) => ReactNode;
}) {
  const { t } = useWords();
  const { value, error, again } = asked;
  return (
    <>
      {error != null && (
        <div className="stack">
          <Problem error={error} />
          <div>
            <Button onPress={again}>{t("company.again")}</Button>
          </div>
        </div>
      )}
      {value === undefined ? error == null && <Waiting /> : children(value)}
    </>
  );
}
