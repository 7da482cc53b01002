import type { RecipientInput, SharePermission } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { useAsked } from "../shell/live.ts";
import { TextField } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";
import { Checkbox } from "../ui/switch.tsx";
import { useWords } from "../words/words.tsx";
import { permissionOptions } from "./share-words.tsx";

/** Whom somebody wants to put into a share, while it is typed. */
export interface Wanted {
  readonly addresses: string;
  readonly groups: readonly string[];
  readonly permission: SharePermission;
  /** A day, as `2030-12-31`; empty: without end. */
  readonly until: string;
}

export const nobody: Wanted = { addresses: "", groups: [], permission: "READER", until: "" };

export const isDay = (text: string): boolean =>
  text === "" || (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)));

/** To the end of the day where the person is. */
export const endOf = (day: string): Date | null => (day === "" ? null : new Date(`${day}T23:59:59`));

export function recipientsOf({ addresses, groups, permission, until }: Wanted): RecipientInput[] {
  const how = { permission, expiresAt: endOf(until) };
  const people = addresses.split(/[\s,;]+/).filter((address) => address !== "");
  return [
    ...people.map((address) => ({ address, ...how })),
    ...groups.map((group) => ({ group, ...how, ...(permission === "OWNER" && { permission: "EDITOR" as const }) })),
  ];
}

export function RecipientsInput({ wanted, onChange }: { wanted: Wanted; onChange: (wanted: Wanted) => void }) {
  const say = useWords();
  const { t } = say;
  const client = useClient();
  const groups = useAsked(() => client.company.groups.list(), [client]);
  const change = (next: Partial<Wanted>) => onChange({ ...wanted, ...next });
  return (
    <>
      <TextField
        label={t("recipients.addresses")}
        hint={t("recipients.addresses-hint")}
        inputMode="email"
        value={wanted.addresses}
        onChange={(addresses) => change({ addresses })}
      />
      {groups.value && groups.value.length > 0 && (
        <fieldset className="field stack">
          <legend>{t("recipients.groups")}</legend>
          {groups.value.map(({ group, name, everyone }) => (
            <Checkbox
              key={group}
              isSelected={wanted.groups.includes(group)}
              onChange={(isIn) =>
                change({ groups: isIn ? [...wanted.groups, group] : wanted.groups.filter((id) => id !== group) })
              }
            >
              {everyone ? t("recipients.everyone") : (name ?? t("shares.unnamed"))}
            </Checkbox>
          ))}
        </fieldset>
      )}
      <Select
        label={t("recipients.permission")}
        hint={t(`permission.${wanted.permission}-text`)}
        options={permissionOptions(say, wanted.groups.length === 0)}
        value={wanted.permission}
        onChange={(permission) => change({ permission })}
      />
      <TextField
        label={t("recipients.until")}
        hint={t("recipients.until-hint")}
        placeholder="2030-12-31"
        value={wanted.until}
        error={isDay(wanted.until) ? null : t("finding.NOT_A_DATE")}
        onChange={(until) => change({ until })}
      />
    </>
  );
}
