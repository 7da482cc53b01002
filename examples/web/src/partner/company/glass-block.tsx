import { useState } from "react";
import type { Desk, ManagedCompany, PartnerView, VerifiedCompany } from "sealgraph/client";
import { useAsk } from "../../company/ask.tsx";
import { EndedGlasses, GlassBanner } from "../../company/desks/glass.tsx";
import { InviteWith } from "../../company/people/invite-dialog.tsx";
import { wholeNumber } from "../../company/whole-number.ts";
import { useClient } from "../../shell/client.tsx";
import { Block } from "../../shell/page.tsx";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { tell } from "../../ui/toast.tsx";
import { useWords } from "../../words/words.tsx";
import { titleOfCompany } from "../companies.tsx";
import { may } from "../may.ts";

/** The partner's own desk there, by the company's verified roster. */
export const ownDesk = ({ desks }: VerifiedCompany, view: PartnerView): Desk | undefined =>
  desks.find(({ desk }) => desk === view.tenant);

/** Rights beyond the desk's own: asked for with a reason, for a time, and ended. */
export function GlassBlock({
  company,
  verified,
  view,
  onDone,
}: {
  readonly company: ManagedCompany;
  readonly verified: VerifiedCompany;
  readonly view: PartnerView;
  readonly onDone: () => void;
}) {
  const { t } = useWords();
  const { breakGlass } = useClient().partner;
  const { ask, asked } = useAsk();
  const [open, setOpen] = useState<"BEGIN" | "INVITE" | null>(null);
  const desk = ownDesk(verified, view);
  if (desk === undefined) return null;
  const name = titleOfCompany(company, t);
  const hasRight = desk.rights.includes("BREAK_GLASS");
  const end = () =>
    ask({
      title: t("partner.glass.end"),
      text: t("partner.glass.end.ask", { name }),
      action: t("partner.glass.end"),
      look: "primary",
      onConfirm: async () => {
        await breakGlass.end(company.tenant);
        onDone();
      },
    });
  return (
    <Block
      title={t("partner.glass")}
      lead={t("partner.glass.note")}
      actions={
        may(view, "desk") &&
        hasRight &&
        desk.breakGlass === null && <Button onPress={() => setOpen("BEGIN")}>{t("partner.glass.begin")}</Button>
      }
    >
      {desk.breakGlass === null ? (
        <p className="hint">{hasRight ? t("partner.glass.none", { count: desk.hours }) : t("partner.glass.noRight")}</p>
      ) : (
        <GlassBanner
          desk={desk}
          actions={
            <>
              {desk.breakGlass.inForce && (
                <Button onPress={() => setOpen("INVITE")}>{t("partner.glass.invite")}</Button>
              )}
              <Button look="primary" onPress={end}>
                {t("partner.glass.end")}
              </Button>
            </>
          }
        />
      )}
      <EndedGlasses ended={desk.ended} partner={desk.partner ?? view.name ?? ""} />
      {asked}
      {open === "BEGIN" && (
        <BeginGlass tenant={company.tenant} name={name} onDone={onDone} onClose={() => setOpen(null)} />
      )}
      {open === "INVITE" && (
        <InviteWith
          roles={["ADMINISTRATOR"]}
          isOpenAlready={async () => false}
          invite={(person) => breakGlass.invite(company.tenant, [person])}
          onClose={() => setOpen(null)}
        />
      )}
    </Block>
  );
}

function BeginGlass({
  tenant,
  name,
  onDone,
  onClose,
}: {
  readonly tenant: string;
  readonly name: string;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { t, time } = useWords();
  const { breakGlass } = useClient().partner;
  const [reason, setReason] = useState("");
  const [hours, setHours] = useState("24");
  const lasting = wholeNumber(hours, 1, 72);
  return (
    <Dialog title={t("partner.glass.begin")} serious onClose={onClose}>
      <Form
        action={t("partner.glass.begin")}
        look="danger"
        isDisabled={reason.trim() === "" || lasting === null}
        onCancel={onClose}
        onSubmit={async () => {
          const { from, until } = await breakGlass.begin(tenant, { reason, lasting: lasting ?? 24 });
          tell(t("partner.glass.asked", { from: time(from), until: time(until) }));
          onDone();
          onClose();
        }}
      >
        <Banner tone="warning">{t("partner.glass.warn", { name })}</Banner>
        <TextField
          label={t("partner.glass.reason")}
          value={reason}
          onChange={setReason}
          lines={3}
          maxLength={1_024}
          autoFocus
        />
        <TextField
          label={t("partner.glass.lasting")}
          value={hours}
          onChange={setHours}
          inputMode="numeric"
          error={lasting === null ? t("policy.field.wrong", { least: 1, most: 72 }) : null}
        />
      </Form>
    </Dialog>
  );
}
