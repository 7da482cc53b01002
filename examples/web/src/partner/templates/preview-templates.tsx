import { useState } from "react";
import type { CompanyOutcome, TemplatePreview } from "sealgraph/client";
import { useAsk } from "../../company/ask.tsx";
import { type ShowValue, useShowValue } from "../../company/policy/show-value.ts";
import { useClient } from "../../shell/client.tsx";
import { Block } from "../../shell/page.tsx";
import { Badge, Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Progress } from "../../ui/progress.tsx";
import { type Say, useWords } from "../../words/words.tsx";
import { titleOfCompany } from "../companies.tsx";
import { Outcomes } from "../outcomes.tsx";
import { reasonInWords } from "../reason.ts";

type Going = { readonly what: "previewing" | "applying"; readonly done: number; readonly total: number };

/** What applying the templates would change in each company; and then the signing of just these. */
export function PreviewTemplates({ canApply }: { readonly canApply: boolean }) {
  const { t } = useWords();
  const { templates } = useClient().partner;
  const { ask, asked } = useAsk();
  const [previews, setPreviews] = useState<readonly TemplatePreview[] | null>(null);
  const [outcomes, setOutcomes] = useState<readonly CompanyOutcome[] | null>(null);
  const [going, setGoing] = useState<Going | null>(null);
  const [error, setError] = useState<unknown>(null);
  const onResult =
    (what: Going["what"]) =>
    (_: CompanyOutcome, { done, total }: { readonly done: number; readonly total: number }) =>
      setGoing({ what, done, total });
  const look = async () => {
    setError(null);
    setOutcomes(null);
    setGoing({ what: "previewing", done: 0, total: 0 });
    try {
      setPreviews(await templates.preview({ onResult: onResult("previewing") }));
    } catch (failed) {
      setError(failed);
    } finally {
      setGoing(null);
    }
  };
  const shown = (previews ?? []).filter(({ settings, refusal }) => settings.length > 0 || refusal !== null);
  const changed = shown.filter(({ refusal }) => refusal === null).map(({ tenant }) => tenant);
  const apply = () =>
    ask({
      title: t("partner.templates.apply", { count: changed.length }),
      text: t("partner.templates.apply.ask", { count: changed.length }),
      action: t("partner.templates.apply", { count: changed.length }),
      look: "primary",
      onConfirm: async () => {
        try {
          setOutcomes(await templates.apply({ companies: changed, onResult: onResult("applying") }));
          setPreviews(null);
        } finally {
          setGoing(null);
        }
      },
    });
  const titleOf = (tenant: string) => titleOfCompany({ tenant, name: names.get(tenant) ?? null }, t);
  const [names, setNames] = useState<ReadonlyMap<string, string | null>>(new Map());
  if (previews !== null && names.size === 0 && previews.length > 0)
    setNames(new Map(previews.map(({ tenant, name }) => [tenant, name])));
  return (
    <Block
      title={t("partner.templates.preview")}
      actions={
        <Button isDisabled={going !== null} onPress={() => void look()}>
          {t("partner.templates.preview")}
        </Button>
      }
    >
      {going && (
        <Progress
          label={t(`partner.templates.${going.what}`, { done: going.done, total: going.total })}
          value={going.total === 0 ? null : going.done / going.total}
        />
      )}
      <Problem error={error} />
      {outcomes && <Outcomes outcomes={outcomes} titleOf={titleOf} />}
      {previews && (
        <>
          <p role="status">{t("partner.templates.changes", { count: changed.length })}</p>
          {shown.map((preview) => (
            <OnePreview key={preview.tenant} preview={preview} />
          ))}
          {canApply && changed.length > 0 && (
            <div>
              <Button look="primary" onPress={apply}>
                {t("partner.templates.apply", { count: changed.length })}
              </Button>
            </div>
          )}
        </>
      )}
      {asked}
    </Block>
  );
}

type SaidThere = TemplatePreview["settings"][number];

/** One company's difference: what is said there now, and what would be. */
function OnePreview({ preview }: { readonly preview: TemplatePreview }) {
  const say = useWords();
  const { t } = say;
  const showValue = useShowValue();
  const { settings, refusal } = preview;
  return (
    <section className="panel" aria-label={titleOfCompany(preview, t)}>
      <h3>{titleOfCompany(preview, t)}</h3>
      {refusal !== null && (
        <Banner tone="warning">{t("partner.templates.refused", { reason: reasonInWords(refusal, say) })}</Banner>
      )}
      <ul className="lines">
        {settings.map((each) => (
          <li key={each.setting}>
            <span>{t(`policy.${each.setting}`)}</span>
            <span className="badges">
              <del>
                <Word said={each.before} setting={each.setting} showValue={showValue} t={t} />
              </del>
              →
              <ins>
                <Word said={each.after} setting={each.setting} showValue={showValue} t={t} />
              </ins>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Word({
  said,
  setting,
  showValue,
  t,
}: {
  readonly said: SaidThere["before"];
  readonly setting: SaidThere["setting"];
  readonly showValue: ShowValue;
  readonly t: Say["t"];
}) {
  if (said === null) return t("partner.templates.nothing");
  return (
    <>
      {showValue(setting, said.value)}{" "}
      <Badge tone={said.locked ? "warning" : "plain"}>{t(said.locked ? "policy.locked" : "policy.unlocked")}</Badge>
    </>
  );
}
