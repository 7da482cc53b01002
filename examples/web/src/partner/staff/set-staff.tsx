import { useState } from "react";
import { type PartnerStaffMember, type StaffRole, type StaffScope, staffRoles } from "sealgraph/client";
import { Loaded } from "../../company/loaded.tsx";
import { type Choosable, SelectPerson } from "../../company/pick-person.tsx";
import { useClient } from "../../shell/client.tsx";
import { useAsked } from "../../shell/live.ts";
import { Banner } from "../../ui/banner.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { Select } from "../../ui/select.tsx";
import { tell } from "../../ui/toast.tsx";
import { useWords } from "../../words/words.tsx";
import { labelsIn } from "../labels.ts";

/** Gives somebody of the partner's own company a role, for all companies or for those with labels. */
export function SetStaff({
  member,
  onDone,
  onClose,
}: {
  /** Null: somebody new, who is chosen first. */
  readonly member: PartnerStaffMember | null;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const client = useClient();
  const asked = useAsked(async (): Promise<readonly Choosable[]> => {
    if (member !== null) return [member];
    const staff = new Set((await client.partner.staff.list()).map(({ user }) => user));
    return (await client.company.people()).filter(({ user, suspended }) => !suspended && !staff.has(user));
  }, [client, member]);
  return (
    <Dialog title={t(member === null ? "partner.staff.add" : "partner.staff.change")} onClose={onClose}>
      <Loaded asked={asked}>
        {(people) =>
          people.length === 0 ? (
            <p>{t("company.pick.nobody")}</p>
          ) : (
            <Fields people={people} member={member} onDone={onDone} onClose={onClose} />
          )
        }
      </Loaded>
    </Dialog>
  );
}

/** Companies by name stay as they are: they are chosen at the command line. */
type ScopeKind = StaffScope["scope"];

function Fields({
  people,
  member,
  onDone,
  onClose,
}: {
  readonly people: readonly Choosable[];
  readonly member: PartnerStaffMember | null;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const { staff } = useClient().partner;
  const [user, setUser] = useState(people[0]?.user ?? "");
  const [role, setRole] = useState<StaffRole>(member?.role ?? "TECHNICIAN");
  const [kind, setKind] = useState<ScopeKind>(member?.scope ?? "ALL");
  const [labels, setLabels] = useState(member?.scope === "LABELS" ? member.labels.join(", ") : "");
  const scope: StaffScope =
    kind === "LABELS"
      ? { scope: "LABELS", labels: labelsIn(labels) }
      : member?.scope === "LIST" && kind === "LIST"
        ? { scope: "LIST", companies: member.companies }
        : { scope: "ALL" };
  return (
    <Form
      action={t("company.save")}
      isDisabled={scope.scope === "LABELS" && scope.labels.length === 0}
      onCancel={onClose}
      onSubmit={async () => {
        await staff.set(user, role, scope);
        tell(t("company.done"));
        onDone();
        onClose();
      }}
    >
      <SelectPerson label={t("company.groups.add.who")} people={people} value={user} onChange={setUser} />
      <Select
        label={t("partner.staff.role")}
        value={role}
        onChange={setRole}
        options={staffRoles.map((id) => ({ id, label: t(`partner.role.${id}`) }))}
      />
      {role === "OWNER" && <Banner tone="warning">{t("partner.staff.owner")}</Banner>}
      <Select<ScopeKind>
        label={t("partner.staff.scope")}
        value={kind}
        onChange={setKind}
        options={[
          { id: "ALL", label: t("partner.staff.scopeKind.ALL") },
          { id: "LABELS", label: t("partner.staff.scopeKind.LABELS") },
          ...(member?.scope === "LIST"
            ? [{ id: "LIST" as const, label: t("partner.staff.scope.LIST", { count: member.companies.length }) }]
            : []),
        ]}
      />
      {kind === "LABELS" && <TextField label={t("partner.staff.scope.labels")} value={labels} onChange={setLabels} />}
    </Form>
  );
}
