import { type PolicyName, type PolicyTarget, policyNames } from "sealgraph/client";
import { Badge } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Table } from "../../ui/table.tsx";
import { useWords } from "../../words/words.tsx";
import { isOf, type PolicyGround } from "./policies.tsx";
import { enforcedBy } from "./setting-kinds.ts";
import { useShowValue } from "./show-value.ts";
import { wordOf } from "./word-of.ts";

interface Row {
  readonly name: PolicyName;
}

/** What is said there, setting by setting; what a partner says of everybody stands beside it, and what is said in vain is shown so. */
export function SaysTable({
  ground,
  target,
  onlySaid,
  onChange,
}: {
  readonly ground: PolicyGround;
  readonly target: PolicyTarget;
  readonly onlySaid: boolean;
  readonly onChange: (name: PolicyName) => void;
}) {
  const { t } = useWords();
  const its = ground.documents.find((document) => isOf(target, document));
  const partners = ground.documents.filter((document) => document.target.scope === "PARTNER");
  const isSaid = (name: PolicyName) => [its, ...partners].some((document) => document?.says[name] !== undefined);
  return (
    <Table<Row>
      label={t("company.policies.title")}
      rows={policyNames.filter((name) => !onlySaid || isSaid(name)).map((name) => ({ name }))}
      idOf={({ name }) => name}
      empty={t("company.policies.unsaid")}
      columns={[
        { id: "setting", label: t("company.person.setting"), isRowHeader: true, show: (row) => <Setting {...row} /> },
        {
          id: "value",
          label: t("company.person.value"),
          show: (row) => <Says {...row} ground={ground} target={target} />,
        },
        {
          id: "change",
          label: t("company.policies.change"),
          show: ({ name }) => (
            <Button
              look="quiet"
              icon="edit"
              aria-label={`${t("company.policies.change")}: ${t(`policy.${name}`)}`}
              onPress={() => onChange(name)}
            >
              {t("company.policies.change")}
            </Button>
          ),
        },
      ]}
    />
  );
}

function Setting({ name }: Row) {
  const { t } = useWords();
  return (
    <div className="setting">
      <strong>{t(`policy.${name}`)}</strong>
      <span className="hint">
        {t(`policy.${name}.means`)} {t(`policy.enforced.${enforcedBy[name]}`)}
      </span>
    </div>
  );
}

function Says({ name, ground, target }: Row & { readonly ground: PolicyGround; readonly target: PolicyTarget }) {
  const { t } = useWords();
  const showValue = useShowValue();
  const its = ground.documents.find((document) => isOf(target, document));
  const said = its?.says[name];
  const other = its?.overruled.find(({ setting }) => setting === name);
  const partners = ground.documents.filter((document) => document.target.scope === "PARTNER");
  return (
    <div className="setting">
      {said ? (
        <span className="badges">
          <strong>{showValue(name, said.value)}</strong>
          {said.locked && <Badge tone="warning">{t("policy.locked")}</Badge>}
        </span>
      ) : (
        <span className="hint">{t("company.policies.unsaid")}</span>
      )}
      {other && (
        <span>
          {t("company.policies.overruled", { value: showValue(name, other.value), by: wordOf(ground, other.by, t) })}
        </span>
      )}
      {partners.map(({ target: of, says }) => {
        const word = says[name];
        return (
          word && (
            <span key={wordOf(ground, of, t)} className="badges hint">
              {t("company.policies.partnerSays", {
                partner: wordOf(ground, of, t),
                value: showValue(name, word.value),
              })}
              {word.locked && <Badge tone="warning">{t("policy.locked")}</Badge>}
            </span>
          )
        );
      })}
    </div>
  );
}
