import { useState } from "react";
import { type PartnerView, policyNames, type Template } from "sealgraph/client";
import { useAsk } from "../../company/ask.tsx";
import { Loaded } from "../../company/loaded.tsx";
import { useShowValue } from "../../company/policy/show-value.ts";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { Block, Page } from "../../shell/page.tsx";
import { Badge, Banner, Empty } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Menu } from "../../ui/menu.tsx";
import { useWords } from "../../words/words.tsx";
import { may } from "../may.ts";
import { EditTemplate } from "./edit-template.tsx";
import { PreviewTemplates } from "./preview-templates.tsx";

/** What is said of companies by their labels; and what applying it would change, company by company, before it is signed there. */
export function Templates({ view }: { readonly view: PartnerView }) {
  const { t } = useWords();
  const client = useClient();
  const asked = useAsked(() => client.partner.templates.list(), [client]);
  const [editing, setEditing] = useState<Template | "NEW" | null>(null);
  return (
    <Page
      title={t("partner.templates")}
      lead={t("partner.templates.note")}
      actions={
        <Button look="primary" icon="plus" onPress={() => setEditing("NEW")}>
          {t("partner.templates.new")}
        </Button>
      }
    >
      <Loaded asked={asked}>
        {(templates) =>
          templates.length === 0 ? (
            <Empty icon="shield" title={t("partner.templates.none")} />
          ) : (
            templates.map((template) => (
              <OneTemplate
                key={template.template}
                template={template}
                onEdit={() => setEditing(template)}
                onDone={asked.again}
              />
            ))
          )
        }
      </Loaded>
      <PreviewTemplates canApply={may(view, "desk")} />
      {editing && (
        <EditTemplate
          template={editing === "NEW" ? null : editing}
          labels={view.labels.map(({ label }) => label)}
          onDone={asked.again}
          onClose={() => setEditing(null)}
        />
      )}
    </Page>
  );
}

function OneTemplate({
  template: { template, name, version, labels, says, counts },
  onEdit,
  onDone,
}: {
  readonly template: Template;
  readonly onEdit: () => void;
  readonly onDone: () => void;
}) {
  const { t } = useWords();
  const { templates } = useClient().partner;
  const showValue = useShowValue();
  const { ask, asked } = useAsk();
  const end = () =>
    ask({
      title: t("partner.templates.end"),
      text: t("partner.templates.end.ask", { name }),
      action: t("partner.templates.end"),
      onConfirm: async () => {
        await templates.put({ template, name, labels, says: null });
        onDone();
      },
    });
  const whom =
    labels.length === 0 ? t("partner.templates.everywhere") : t("partner.templates.for", { labels: labels.join(", ") });
  return (
    <Block
      title={name}
      lead={`${t("partner.templates.version", { version })}, ${whom}`}
      actions={
        <>
          <Button icon="edit" onPress={onEdit}>
            {t("partner.templates.edit")}
          </Button>
          {says !== null && (
            <Menu
              label={t("company.person.actions", { name })}
              actions={[{ id: "end", label: t("partner.templates.end"), danger: true, onAction: end }]}
            />
          )}
        </>
      }
    >
      {!counts && <Banner tone="warning">{t("partner.templates.lapsed")}</Banner>}
      {says === null ? (
        <p className="hint">{t("partner.templates.ended")}</p>
      ) : (
        <ul className="lines">
          {policyNames.map((setting) => {
            const said = says[setting];
            return (
              said && (
                <li key={setting}>
                  <span>{t(`policy.${setting}`)}</span>
                  <span className="badges">
                    <strong>{showValue(setting, said.value)}</strong>
                    <Badge tone={said.locked ? "warning" : "plain"}>
                      {t(said.locked ? "policy.locked" : "policy.unlocked")}
                    </Badge>
                  </span>
                </li>
              )
            );
          })}
        </ul>
      )}
      {asked}
    </Block>
  );
}
