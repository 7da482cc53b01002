import type { Kind } from "sealgraph/client";
import { Icon, type IconName } from "../ui/icon.tsx";
import type { Say } from "../words/words.tsx";

const icons: Record<Kind, IconName> = {
  login: "login",
  server: "server",
  note: "note",
  "email-account": "mail",
  card: "card",
  identity: "identity",
  wifi: "wifi",
  "ssh-key": "terminal",
  licence: "licence",
  passkey: "fingerprint",
  totp: "clock",
  "bank-account": "bank",
  "driving-licence": "identity",
  passport: "identity",
  custom: "custom",
};

/** A kind that this release does not know is shown as what it calls itself, and kept as it is. */
export const sayKind = ({ maybe }: Say, kind: string): string => maybe(`kind.${kind}`) ?? kind;

export const KindSign = ({ kind }: { kind: string }) => (
  <span className="kind-sign">
    <Icon name={Object.hasOwn(icons, kind) ? icons[kind as Kind] : "custom"} />
  </span>
);
