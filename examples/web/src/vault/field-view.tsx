import { type ReactNode, useState } from "react";
import type { FieldType, Json } from "sealgraph/client";
import { IconButton } from "../ui/button.tsx";
import { CopyIcon } from "../ui/copy.tsx";
import { useWords } from "../words/words.tsx";
import { TotpView } from "./totp-view.tsx";

/** A field that is read: its secret stays hidden until it is asked for, and is hidden again with the page. */
export function FieldView({
  label,
  type,
  secret,
  value,
  long = false,
  onUse,
  children,
}: {
  label: string;
  type: FieldType;
  secret: boolean;
  value: Json;
  long?: boolean;
  onUse: (kind: "COPIED" | "USED") => void;
  children?: ReactNode;
}) {
  const { t } = useWords();
  const [shown, setShown] = useState(false);
  if (type === "URLS" && Array.isArray(value)) return <Addresses label={label} urls={value} notes={children} />;
  if (type === "TOTP" && typeof value === "string") return <TotpView label={label} totp={value} onUse={onUse} />;
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  const isHidden = secret && !shown;
  const look = [secret && "mono", (long || text.includes("\n")) && "long"].filter(Boolean).join(" ");
  return (
    <div className="field-view">
      <dt>{label}</dt>
      <dd>
        <span className={look} data-secret={secret ? "" : undefined}>
          {isHidden ? <Hidden /> : sayValue(type, text, t("field.yes"), t("field.no"))}
        </span>
        <span className="field-acts">
          {secret && (
            <IconButton
              icon={shown ? "hide" : "eye"}
              label={t(shown ? "field.hide" : "field.show", { label })}
              aria-pressed={shown}
              onPress={() => setShown(!shown)}
            />
          )}
          <CopyIcon text={text} isSecret={secret} label={t("field.copy", { label })} onCopied={() => onUse("COPIED")} />
        </span>
        {children}
      </dd>
    </div>
  );
}

function Hidden() {
  const { t } = useWords();
  return (
    <>
      <span aria-hidden="true">••••••••••</span>
      <span className="read-out">{t("field.hidden")}</span>
    </>
  );
}

function sayValue(type: FieldType, text: string, yes: string, no: string): string {
  if (type === "YES_NO") return text === "true" ? yes : text === "false" ? no : text;
  if (type === "CARD_NUMBER" || type === "IBAN") return text.replace(/\s/g, "").replace(/(.{4})(?=.)/g, "$1 ");
  return text;
}

function Addresses({ label, urls, notes }: { label: string; urls: readonly Json[]; notes: ReactNode }) {
  const { t } = useWords();
  return (
    <div className="field-view">
      <dt>{label}</dt>
      <dd className="stacked">
        {urls
          .filter((url) => typeof url === "string")
          .map((url) => (
            <span key={url} className="row">
              {isWeb(url) ? (
                <a href={isWeb(url) ?? ""} target="_blank" rel="noopener noreferrer">
                  {url}
                </a>
              ) : (
                <span>{url}</span>
              )}
              <CopyIcon text={url} isSecret={false} label={t("field.copy", { label: url })} />
            </span>
          ))}
        {notes}
      </dd>
    </div>
  );
}

/** Where a link may lead: to the web, and nowhere else, whatever somebody wrote there. */
export function isWeb(url: string): string | null {
  const whole = /^[a-z][a-z\d+.-]*:/i.test(url) && URL.canParse(url) ? url : `https://${url}`;
  if (!URL.canParse(whole)) return null;
  const { protocol, href } = new URL(whole);
  return protocol === "https:" || protocol === "http:" ? href : null;
}
