import { useState } from "react";
import { type DeskRight, deskRights } from "sealgraph/client";
import { useAsk } from "../company/ask.tsx";
import { CopyField } from "../company/copy-field.tsx";
import { RightsFields } from "../company/desks/change-desk.tsx";
import { termsInWords } from "../company/desks/terms.ts";
import { Loaded } from "../company/loaded.tsx";
import { wholeNumber } from "../company/whole-number.ts";
import { useClient } from "../shell/client.tsx";
import { useAsked } from "../shell/live.ts";
import { Page } from "../shell/page.tsx";
import { Empty } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { useWords } from "../words/words.tsx";
import { labelsIn } from "./labels.ts";

/** What is handed to companies that exist, to take this partner's desk. */
export function Offers() {
  const { t, day } = useWords();
  const { offers } = useClient().partner;
  const asked = useAsked(() => offers.list(), [offers]);
  const { ask, asked: question } = useAsk();
  const [making, setMaking] = useState(false);
  return (
    <Page
      title={t("partner.offers")}
      lead={t("partner.offers.note")}
      actions={
        <Button look="primary" icon="plus" onPress={() => setMaking(true)}>
          {t("partner.offers.make")}
        </Button>
      }
    >
      <Loaded asked={asked}>
        {(open) =>
          open.length === 0 ? (
            <Empty icon="link" title={t("partner.offers.none")} />
          ) : (
            <ul className="lines">
              {open.map(({ offer, link, rights, hours, expiresAt }) => (
                <li key={offer}>
                  <span>
                    <CopyField label={t("partner.offers.link")} value={link} />
                    <span className="hint">
                      {termsInWords(rights, hours, t)}; {t("partner.offers.until", { date: day(expiresAt) })}
                    </span>
                  </span>
                  <Button
                    look="quiet"
                    onPress={() =>
                      ask({
                        title: t("partner.offers.void"),
                        text: t("partner.offers.void.ask"),
                        action: t("partner.offers.void"),
                        onConfirm: async () => {
                          await offers.void(offer);
                          asked.again();
                        },
                      })
                    }
                  >
                    {t("partner.offers.void")}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {question}
      {making && <MakeOffer onDone={asked.again} onClose={() => setMaking(false)} />}
    </Page>
  );
}

function MakeOffer({ onDone, onClose }: { readonly onDone: () => void; readonly onClose: () => void }) {
  const { t } = useWords();
  const { offers } = useClient().partner;
  const [rights, setRights] = useState<readonly DeskRight[]>(deskRights);
  const [hours, setHours] = useState("24");
  const [labels, setLabels] = useState("");
  const wait = wholeNumber(hours, 0, 168);
  return (
    <Dialog title={t("partner.offers.make")} onClose={onClose}>
      <Form
        action={t("partner.offers.make")}
        isDisabled={wait === null}
        onCancel={onClose}
        onSubmit={async () => {
          await offers.make({ rights, hours: wait ?? 0, labels: labelsIn(labels) });
          onDone();
          onClose();
        }}
      >
        <RightsFields rights={rights} hours={hours} onRights={setRights} onHours={setHours} />
        <TextField label={t("partner.create.labels")} value={labels} onChange={setLabels} />
      </Form>
    </Dialog>
  );
}
