import { useMemo, useState } from "react";
import { generatePassphrase, generatePassword } from "sealgraph/client";
import { Button } from "../ui/button.tsx";
import { Actions, Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { Checkbox, Choices } from "../ui/switch.tsx";
import { useWords } from "../words/words.tsx";

type Shape = "CHARACTERS" | "WORDS";
const bounds = { CHARACTERS: { least: 8, most: 64, first: 20 }, WORDS: { least: 3, most: 12, first: 6 } } as const;

/** Makes a password by chance, and says how many guesses it withstands. */
export function Generator({ onTake, onClose }: { onTake: (password: string) => void; onClose: () => void }) {
  const { t, number } = useWords();
  const [shape, setShape] = useState<Shape>("CHARACTERS");
  const [length, setLength] = useState(String(bounds.CHARACTERS.first));
  const [symbols, setSymbols] = useState(true);
  const [lookAlikes, setLookAlikes] = useState(false);
  const [digit, setDigit] = useState(false);
  const [round, setRound] = useState(0);
  const { least, most } = bounds[shape];
  const wanted = Number(length);
  const isFit = Number.isInteger(wanted) && wanted >= least && wanted <= most;
  const made = useMemo(() => {
    void round;
    if (!isFit) return null;
    return shape === "CHARACTERS"
      ? generatePassword({ length: wanted, symbols, lookAlikes })
      : generatePassphrase({ words: wanted, digit });
  }, [shape, wanted, isFit, symbols, lookAlikes, digit, round]);
  return (
    <Dialog title={t("generator.title")} onClose={onClose}>
      <p className="generated mono" data-generated="">
        {made?.value ?? "—"}
      </p>
      {/* That there is another is said, not which: others may be listening. */}
      <p className="read-out" role="status">
        {made && round > 0 && t("generator.made", { count: round })}
      </p>
      {made && <p className="hint">{t("generator.bits", { bits: number(Math.floor(made.entropyBits)) })}</p>}
      <Choices
        label={t("generator.shape")}
        value={shape}
        onChange={(next) => {
          setShape(next);
          setLength(String(bounds[next].first));
        }}
        options={[
          { id: "CHARACTERS", label: t("generator.CHARACTERS") },
          { id: "WORDS", label: t("generator.WORDS"), hint: t("generator.WORDS-hint") },
        ]}
      />
      <TextField
        label={t(shape === "CHARACTERS" ? "generator.length" : "generator.count")}
        inputMode="numeric"
        value={length}
        onChange={setLength}
        error={isFit ? null : t("generator.bounds", { least, most })}
      />
      {shape === "CHARACTERS" ? (
        <>
          <Checkbox isSelected={symbols} onChange={setSymbols}>
            {t("generator.symbols")}
          </Checkbox>
          <Checkbox isSelected={!lookAlikes} onChange={(without) => setLookAlikes(!without)}>
            {t("generator.look-alikes")}
          </Checkbox>
        </>
      ) : (
        <Checkbox isSelected={digit} onChange={setDigit}>
          {t("generator.digit")}
        </Checkbox>
      )}
      <Actions>
        <Button icon="dice" onPress={() => setRound(round + 1)}>
          {t("generator.another")}
        </Button>
        <Button
          look="primary"
          isDisabled={made === null}
          onPress={() => {
            if (made) onTake(made.value);
            onClose();
          }}
        >
          {t("generator.take")}
        </Button>
      </Actions>
    </Dialog>
  );
}
