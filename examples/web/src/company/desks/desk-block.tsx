import { useState } from "react";
import type { Desk, DeskStaff } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { Block } from "../../shell/page.tsx";
import { Badge } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Menu } from "../../ui/menu.tsx";
import { useWords } from "../../words/words.tsx";
import { useAsk } from "../ask.tsx";
import { Facts } from "../facts.tsx";
import { ChangeDesk } from "./change-desk.tsx";
import { EndedGlasses, GlassBanner } from "./glass.tsx";
import { termsInWords } from "./terms.ts";

/** One desk: what it may, who is at it, and its break-glass. */
export function DeskBlock({
  desk,
  readOnly,
  onDone,
}: {
  readonly desk: Desk;
  readonly readOnly: boolean;
  readonly onDone: () => void;
}) {
  const { t } = useWords();
  const { desks } = useClient().company;
  const { ask, asked } = useAsk();
  const [changing, setChanging] = useState(false);
  const partner = desk.partner ?? desk.desk.slice(0, 8);
  const act = (its: "glass.end" | "desk.dismiss", onConfirm: () => Promise<void>) =>
    ask({
      title: t(`company.${its}`),
      text: t(`company.${its}.ask`, { partner }),
      action: t(`company.${its}`),
      onConfirm: async () => {
        await onConfirm();
        onDone();
      },
    });
  const canAct = !readOnly && !desk.dismissed;
  return (
    <Block
      title={
        <>
          {t("company.desk.title", { partner })}{" "}
          {desk.dismissed && <Badge tone="plain">{t("company.desk.dismissed")}</Badge>}
        </>
      }
      actions={
        canAct && (
          <>
            <Button onPress={() => setChanging(true)}>{t("company.desk.change")}</Button>
            <Menu
              label={t("company.desk.actions", { partner })}
              actions={[
                {
                  id: "dismiss",
                  label: t("company.desk.dismiss"),
                  danger: true,
                  onAction: () => act("desk.dismiss", () => desks.dismiss(desk.desk)),
                },
              ]}
            />
          </>
        )
      }
    >
      <GlassBanner
        desk={desk}
        actions={
          canAct && (
            <Button look="danger" onPress={() => act("glass.end", () => desks.endBreakGlass(desk.desk))}>
              {t("company.glass.end")}
            </Button>
          )
        }
      />
      {!desk.dismissed && (
        <>
          <Facts facts={[[t("company.desk.rights"), termsInWords(desk.rights, desk.hours, t)]]} />
          <h3>{t("company.desk.staff")}</h3>
          <ul className="lines">
            {desk.staff.map((person) => (
              <Staff key={person.user} person={person} desk={desk.desk} canRemove={canAct} onDone={onDone} />
            ))}
          </ul>
        </>
      )}
      <EndedGlasses ended={desk.ended} partner={partner} />
      {asked}
      {changing && <ChangeDesk desk={desk} onDone={onDone} onClose={() => setChanging(false)} />}
    </Block>
  );
}

function Staff({
  person: { user, name, address, keeper },
  desk,
  canRemove,
  onDone,
}: {
  readonly person: DeskStaff;
  readonly desk: string;
  readonly canRemove: boolean;
  readonly onDone: () => void;
}) {
  const { t } = useWords();
  const client = useClient();
  const { ask, asked } = useAsk();
  const called = name ?? t("company.somebody", { id: user.slice(0, 8) });
  const remove = () =>
    ask({
      title: t("company.desk.remove"),
      text: t("company.desk.remove.ask", { name: called }),
      action: t("company.desk.remove"),
      onConfirm: async () => {
        await client.company.desks.removeStaff(desk, user);
        onDone();
      },
    });
  return (
    <li>
      <span>
        <strong>{called}</strong> {address} {keeper && <Badge>{t("company.desk.keeper")}</Badge>}
      </span>
      {canRemove && (
        <Button look="quiet" onPress={remove}>
          {t("company.desk.remove")}
        </Button>
      )}
      {asked}
    </li>
  );
}
