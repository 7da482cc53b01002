import type { PolicyTrial } from "sealgraph/client";
import { Banner } from "../../ui/banner.tsx";
import { useWords } from "../../words/words.tsx";
import type { PolicyGround } from "./policies.tsx";
import { useShowValue } from "./show-value.ts";
import { wordOf } from "./word-of.ts";

/** People who are named one by one. */
const mostNamed = 10;

/** What a change would do, before anybody signs it: who would be touched and how, what would be said in vain, and why it would be refused. */
export function Trial({ trial, ground }: { readonly trial: PolicyTrial; readonly ground: PolicyGround }) {
  const { t, maybe } = useWords();
  const showValue = useShowValue();
  const { refusal, touched, overruled } = trial;
  return (
    <div className="stack" role="status">
      {refusal && (
        <Banner tone="danger">
          {maybe(`policy.refusal.${refusal.reason}`) ?? t("policy.refusal.OTHER", { reason: refusal.reason })}{" "}
          {refusal.reason === "CONTRADICTS_LOCK" && t("policy.refusal.CONTRADICTS_LOCK.more")}
        </Banner>
      )}
      {overruled.map(({ setting, value, by }) => (
        <Banner key={setting} tone="warning">
          {t("company.policies.vain", { value: showValue(setting, value), by: wordOf(ground, by, t) })}
        </Banner>
      ))}
      <p>{t("company.policies.trial", { count: touched.length })}</p>
      {touched.length > 0 && (
        <ul className="lines">
          {touched.slice(0, mostNamed).map(({ user, settings }) => (
            <li key={user}>
              <strong>{wordOf(ground, { scope: "USER", id: user }, t)}</strong>
              <span>
                {settings
                  .map(({ setting, before, after }) => `${showValue(setting, before)} → ${showValue(setting, after)}`)
                  .join("; ")}
              </span>
            </li>
          ))}
        </ul>
      )}
      {touched.length > mostNamed && (
        <p className="hint">{t("company.policies.more", { count: touched.length - mostNamed })}</p>
      )}
    </div>
  );
}
