import { Client } from "pg";
import { formatUuid } from "../../src/crypto/uuid.ts";
import type { Request } from "../../src/domain/context.ts";
import { BareCompany, type BareMember, signInTo } from "./bare-company.ts";
import type { VerbsHouse } from "./verbs.ts";

export type Role = "OWNER" | "ADMINISTRATOR" | "TECHNICIAN" | "BILLING" | "AUDITOR";
export type Scope =
  | { readonly scope: "ALL" }
  | { readonly scope: "LABELS"; readonly labels: readonly string[] }
  | { readonly scope: "LIST"; readonly companies: readonly string[] };

/** A partner as an operator would have made it, whose companies are written down by hand. */
export class BarePartner {
  private constructor(
    readonly house: VerbsHouse,
    readonly company: BareCompany,
    readonly owner: () => Request,
  ) {}

  get id(): string {
    return formatUuid(this.company.state.head.id);
  }

  static async found(house: VerbsHouse, parent: BarePartner | null = null): Promise<BarePartner> {
    const company = await BareCompany.found(house);
    const id = formatUuid(company.state.head.id);
    await house.asSuperuser(
      "insert into partner (tenant_id, seats, plans, parent_id, created_at) values ($1, 100000, '{STANDARD,ADVANCED,TRIAL}', $2, now())",
      [id, parent?.id ?? null],
    );
    const owner = await staffOf(house, id, company.ada, "OWNER", { scope: "ALL" });
    return new BarePartner(house, company, owner);
  }

  /** Somebody who is on the staff from now on, in a session for the partner. */
  async hire(role: Role, scope: Scope = { scope: "ALL" }): Promise<() => Request> {
    const member = await this.company.hire(role === "OWNER" || role === "ADMINISTRATOR" ? 2 : 3);
    return staffOf(this.house, this.id, member, role, scope);
  }

  /** Looks after these companies from now on. */
  takeOn(companies: readonly string[], labels: readonly string[] = [], since = new Date()): Promise<unknown> {
    return this.house.asSuperuser(
      `insert into partner_company (partner_id, tenant_id, labels, since, founded)
       select $1, id, $3, $4, false from unnest($2::uuid[]) as t (id)`,
      [this.id, companies, labels, since],
    );
  }
}

/** Makes a member of a partner somebody on its staff, with a session for it. */
export async function staffOf(house: VerbsHouse, partner: string, member: BareMember, role: Role, scope: Scope) {
  const [labels, companies] = [
    scope.scope === "LABELS" ? scope.labels : [],
    scope.scope === "LIST" ? scope.companies : [],
  ];
  await house.asSuperuser(
    "insert into partner_staff (tenant_id, user_id, role, scope, labels, companies, since) values ($1, $2, $3, $4, $5, $6, now())",
    [partner, formatUuid(member.account.user), role, scope.scope, labels, companies],
  );
  const answer = await signInTo(house, member.account, "PARTNER");
  if (answer.__typename !== "SignedIn") throw new Error(`sign-in refused: ${JSON.stringify(answer)}`);
  return () => house.by(answer.session.accessToken);
}

/** Does something as the role that owns the tables. */
export async function asOwner<T>({ ownerUrl }: VerbsHouse, work: (owner: Client) => Promise<T>): Promise<T> {
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
}
