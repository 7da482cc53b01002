import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy.tsx";
import { offerFile } from "../ui/offer-file.ts";
import { useWords } from "../words/words.tsx";

/** What an authenticator takes: as a link that opens one here, and as a key that is typed in another. */
export function Authenticator({ uri }: { uri: string }) {
  const { t } = useWords();
  const secret = new URL(uri).searchParams.get("secret") ?? "";
  return (
    <div className="kit">
      <p>{t("factor.authenticator")}</p>
      <p className="secret-key" data-totp-secret="">
        {secret.replace(/(.{4})(?=.)/g, "$1 ")}
      </p>
      <div className="row">
        <CopyButton text={secret} label={t("factor.copy-secret")} />
        <a className="button plain" href={uri}>
          {t("factor.open-authenticator")}
        </a>
      </div>
    </div>
  );
}

/** Each is good once, where the authenticator is lost. Shown now and never again. */
export function SpareCodes({ codes }: { codes: readonly string[] }) {
  const { t } = useWords();
  return (
    <div className="kit printed">
      <h3>{t("factor.spare-codes")}</h3>
      <p>{t("factor.spare-codes-text")}</p>
      <ol className="spare-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="row unprinted">
        <Button icon="print" onPress={() => window.print()}>
          {t("kit.print")}
        </Button>
        <Button
          icon="download"
          onPress={() => offerFile("sealgraph-spare-codes.txt", "text/plain", `${codes.join("\n")}\n`)}
        >
          {t("kit.download")}
        </Button>
      </div>
    </div>
  );
}
