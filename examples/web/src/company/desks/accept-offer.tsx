import { useState } from "react";
import type { OfferView } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { Banner } from "../../ui/banner.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { tell } from "../../ui/toast.tsx";
import { useWords } from "../../words/words.tsx";
import { termsInWords } from "./terms.ts";

/** Takes up a partner's offer: shows whose desk it is, what it may and what ends with it, and only then accepts just that. */
export function AcceptOffer({ onDone, onClose }: { readonly onDone: () => void; readonly onClose: () => void }) {
  const { t } = useWords();
  const { desks } = useClient().company;
  const [link, setLink] = useState("");
  const [offer, setOffer] = useState<OfferView | null>(null);
  return (
    <Dialog title={t("company.partner.accept")} serious={offer !== null} onClose={onClose}>
      {offer === null ? (
        <Form
          action={t("company.partner.look")}
          isDisabled={link.trim() === ""}
          onCancel={onClose}
          onSubmit={async () => setOffer(await desks.offer(link.trim()))}
        >
          <TextField label={t("company.partner.link")} value={link} onChange={setLink} mono autoFocus />
        </Form>
      ) : (
        <Form
          action={t("company.partner.acceptNow")}
          onCancel={onClose}
          onSubmit={async () => {
            await desks.accept(link.trim(), (again) => demandSame(offer, again));
            tell(t("company.done"));
            onDone();
            onClose();
          }}
        >
          <OfferWords offer={offer} />
        </Form>
      )}
    </Dialog>
  );
}

/** What is accepted is what was shown. */
function demandSame(shown: OfferView, now: OfferView): void {
  if (JSON.stringify(shown) !== JSON.stringify(now)) throw new Error("another offer than was shown");
}

function OfferWords({ offer: { desk, partner, parent, rights, hours, keeper, ends } }: { readonly offer: OfferView }) {
  const { t } = useWords();
  return (
    <div className="stack">
      <p>
        {t("company.partner.offer", {
          partner: partner ?? desk.slice(0, 8),
          rights: termsInWords(rights, hours, t),
          keeper: `${keeper.name} (${keeper.address})`,
        })}
      </p>
      {parent && <p>{t("company.partner.under", { name: parent.name ?? parent.partner.slice(0, 8) })}</p>}
      <p>{t("company.partner.sees")}</p>
      {ends && (
        <Banner tone="warning">
          {t("company.partner.ends", { partner: ends.desk.partner ?? ends.desk.desk.slice(0, 8) })}
        </Banner>
      )}
    </div>
  );
}
