import { type ReactNode, useEffect, useState } from "react";
import { recoverySheet, type ShowRecoveryCode } from "sealgraph/client";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { useWords } from "../../words/words.tsx";

interface Shown {
  readonly code: string;
  kept(): void;
  refused(): void;
}

/** Nobody kept the code: then it does not count, and nothing was sent. */
export class NotKept extends Error {
  override readonly name = "Declined";
}

/** Gives what the SDK calls with a new code, and the dialog in which somebody keeps it before it counts. */
export function useKeepCode(company: string): { readonly show: ShowRecoveryCode; readonly dialog: ReactNode } {
  const [shown, setShown] = useState<Shown | null>(null);
  const show: ShowRecoveryCode = (code) =>
    new Promise<void>((resolve, reject) => {
      const end = (act: () => void) => () => {
        setShown(null);
        act();
      };
      setShown({ code, kept: end(resolve), refused: end(() => reject(new NotKept())) });
    });
  return { show, dialog: shown && <KeepCode company={company} {...shown} /> };
}

/** Three places that chance says, in order. */
function somePlaces(among: number): readonly number[] {
  const places = new Set<number>();
  while (places.size < Math.min(3, among)) places.add((crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) % among);
  return [...places].sort((one, other) => one - other);
}

function KeepCode({ company, code, kept, refused }: Shown & { readonly company: string }) {
  const { t } = useWords();
  const groups = code.split(" ");
  const [places] = useState(() => somePlaces(groups.length));
  const [typed, setTyped] = useState<Readonly<Record<number, string>>>({});
  // Where it is taken away unanswered, the account was locked, say: the code does not count, and nothing waits for it.
  const [unanswered] = useState(() => refused);
  useEffect(() => unanswered, [unanswered]);
  const isRight = (place: number) => typed[place]?.trim() === groups[place];
  return (
    <Dialog title={t("recovery.code.title")} serious wide onClose={refused}>
      <p>{t("recovery.code.once")}</p>
      <Sheet company={company} code={code} />
      <div className="row">
        <Button icon="print" onPress={() => window.print()}>
          {t("recovery.code.print")}
        </Button>
      </div>
      <Form
        action={t("recovery.code.kept")}
        isDisabled={!places.every(isRight)}
        onCancel={refused}
        onSubmit={async () => kept()}
      >
        {places.map((place) => (
          <TextField
            key={place}
            label={t("recovery.code.group", { place: place + 1 })}
            value={typed[place] ?? ""}
            onChange={(text) => setTyped({ ...typed, [place]: text })}
            inputMode="numeric"
            mono
            maxLength={7}
            error={
              (typed[place] ?? "").trim().length >= 6 && !isRight(place)
                ? t("recovery.code.wrong", { place: place + 1 })
                : null
            }
          />
        ))}
        <Banner tone="warning">{t("recovery.code.worth")}</Banner>
      </Form>
    </Dialog>
  );
}

/** What is printed: `@media print` leaves nothing but this. */
function Sheet({ company, code }: { readonly company: string; readonly code: string }) {
  const { t, locale } = useWords();
  const [sheet] = useState(() => recoverySheet({ company, code, part: null, madeAt: new Date() }, locale));
  return (
    <section className="kit printed" aria-label={t("recovery.code.title")}>
      <p className="recovery-code" data-recovery-code="">
        {code}
      </p>
      <div className="print-only">
        <h2>{sheet.title}</h2>
        <p>{sheet.lead}</p>
        <p>{company}</p>
        {sheet.sections.map(({ heading, text }) => (
          <div key={heading}>
            <h3>{heading}</h3>
            <p>{text}</p>
          </div>
        ))}
        <p>{sheet.foot}</p>
      </div>
    </section>
  );
}
