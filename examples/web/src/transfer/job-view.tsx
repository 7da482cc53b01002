import { say } from "sealgraph/words";
import { goTo } from "../shell/route.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { Progress } from "../ui/progress.tsx";
import { useWords } from "../words/words.tsx";
import { forgetJob, type Job } from "./import-job.ts";
import { Remarks } from "./remarks.tsx";

/** An import that is under way, over, or cut short. */
export function JobView({ job }: { job: Job }) {
  const { t, number, locale } = useWords();
  if (job.state === "RUNNING") {
    const { progress } = job;
    const done = progress?.done ?? 0;
    const rate = progress?.rate ?? null;
    const left = progress?.secondsLeft ?? null;
    const text = [
      t("transfer.so-far", { done: number(done), items: number(job.items) }),
      ...(rate === null ? [] : [t("transfer.rate", { rate: Math.round(rate) })]),
      ...(left === null || left === 0 ? [] : [leftIn(t, left)]),
    ].join(" · ");
    return (
      <div className="panel stack">
        <Progress label={t("transfer.importing")} value={job.items === 0 ? null : done / job.items} text={text} />
        <p className="hint">{t("transfer.stay")}</p>
      </div>
    );
  }
  const another = <Button onPress={forgetJob}>{t("transfer.another")}</Button>;
  if (job.state === "FAILED") {
    return (
      <div className="panel stack">
        <Problem error={job.error} />
        <p>{t("transfer.goes-on")}</p>
        <div className="row">{another}</div>
      </div>
    );
  }
  const { added, known, folders, skipped } = job.done;
  return (
    <div className="panel stack">
      <Banner tone="good" title={t("transfer.done", { count: added })} isAlert>
        {t("transfer.done-text", { known, folders })}
      </Banner>
      {skipped.length > 0 && <Banner tone="warning">{t("transfer.delete-not-yet")}</Banner>}
      <Remarks
        title={t("transfer.left-out", { count: skipped.length })}
        unit={job.unit}
        all={skipped.map(({ reason, ...place }) => ({ ...place, text: say(locale, `skip.${reason}`) }))}
      />
      {skipped.length === 0 && <p>{t("transfer.delete-file")}</p>}
      <div className="row">
        {another}
        <Button look="primary" onPress={() => goTo("vault")}>
          {t("transfer.to-vault")}
        </Button>
      </div>
    </div>
  );
}

function leftIn(t: ReturnType<typeof useWords>["t"], seconds: number): string {
  if (seconds < 90) return t("transfer.left-seconds", { count: Math.max(1, Math.ceil(seconds)) });
  return t("transfer.left-minutes", { count: Math.ceil(seconds / 60) });
}
