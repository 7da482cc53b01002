import { useState } from "react";
import type { CompanyOutcome, DeskPreview } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { Block } from "../../shell/page.tsx";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/problem.tsx";
import { useWords } from "../../words/words.tsx";
import { titleOfCompany } from "../companies.tsx";
import { Outcomes } from "../outcomes.tsx";
import { reasonInWords } from "../reason.ts";

/** Who would come to desks and go from them, seen before it is signed: roles are the server's word, and no roster's. */
export function DesksTend({ canTend }: { readonly canTend: boolean }) {
  const { t } = useWords();
  const { desks } = useClient().partner;
  const [previews, setPreviews] = useState<readonly DeskPreview[] | null>(null);
  const [outcomes, setOutcomes] = useState<readonly CompanyOutcome[] | null>(null);
  const [state, setState] = useState<{ readonly busy: boolean; readonly error: unknown }>({ busy: false, error: null });
  const doing = async (act: () => Promise<void>) => {
    setState({ busy: true, error: null });
    try {
      await act();
      setState({ busy: false, error: null });
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  const look = () =>
    doing(async () => {
      setOutcomes(null);
      setPreviews(await desks.preview());
    });
  const tend = (seen: readonly DeskPreview[]) =>
    doing(async () => {
      setOutcomes(await desks.tend(seen));
      setPreviews(await desks.preview());
    });
  const changes = (previews ?? []).flatMap(({ changes: its }) => its);
  const titleOf = (tenant: string) =>
    titleOfCompany({ tenant, name: previews?.find((each) => each.tenant === tenant)?.name ?? null }, t);
  return (
    <Block
      title={t("partner.desks")}
      lead={t("partner.desks.note")}
      actions={
        <Button isPending={state.busy} onPress={() => void look()}>
          {t("partner.desks.look")}
        </Button>
      }
    >
      <Problem error={state.error} />
      {outcomes && <Outcomes outcomes={outcomes.filter(({ outcome }) => outcome !== "UNCHANGED")} titleOf={titleOf} />}
      {previews && (
        <>
          {changes.length === 0 && <Banner tone="good">{t("partner.desks.even")}</Banner>}
          <ul className="lines">
            {previews.map((preview) => (
              <Changes key={preview.tenant} preview={preview} />
            ))}
          </ul>
          {canTend && changes.length > 0 && (
            <div>
              <Button look="primary" isPending={state.busy} onPress={() => void tend(previews)}>
                {t("partner.desks.tend")}
              </Button>
            </div>
          )}
        </>
      )}
    </Block>
  );
}

function Changes({ preview }: { readonly preview: DeskPreview }) {
  const say = useWords();
  const { t } = say;
  const { changes, refusal, keeper } = preview;
  const company = titleOfCompany(preview, t);
  return (
    <>
      {refusal !== null && <li>{t("partner.desks.refused", { company, reason: reasonInWords(refusal, say) })}</li>}
      {refusal === null && !keeper && <li>{t("partner.desks.notKeeper", { company })}</li>}
      {changes.map(({ user, name, address, change }) => (
        <li key={`${user} ${change}`}>
          <span>
            {t(`partner.desks.${change}`, {
              name: `${name ?? t("company.unverified")}${address === null ? "" : ` (${address})`}`,
              company,
            })}
          </span>
        </li>
      ))}
    </>
  );
}
