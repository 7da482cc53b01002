import { randomBytes, randomUUID } from "node:crypto";
import { formatUuid } from "../../src/crypto/uuid.ts";
import type { House } from "../house.ts";
import { asOwner } from "./owner.ts";
import type { SignedUp } from "./sign-up.ts";

/**
 * Makes the company of an account one whose business profiles are backed up, as the server writes that down when it is signed: a
 * recovery group with a key, the switch, the policy, and the profile's key wrapped for the group, of a plan that has backups. What
 * would be sealed is random: whoever takes a backup opens nothing. The account's session is one of the portal from then on.
 */
export const entrust = (house: House, { tenant, user, business }: SignedUp): Promise<void> =>
  asOwner(house, async (owner) => {
    const [its, author, group] = [formatUuid(tenant.id), formatUuid(user), randomUUID()];
    const run = async (statement: string, ...values: unknown[]) => void (await owner.query(statement, values));
    await run("update tenant set plan = 'ADVANCED' where id = $1", its);
    await run("update session set surface = 'PORTAL' where user_id = $1", author);
    await run(
      "insert into roster (tenant_id, id, kind, seq, head, epoch, state) values ($1, $2, 'GROUP', 2, $3, 1, $4)",
      its,
      group,
      randomBytes(32),
      randomBytes(200),
    );
    await run(
      "insert into user_group (tenant_id, id, class, created_at) values ($1, $2, 'RECOVERY', now())",
      its,
      group,
    );
    await run(
      "insert into group_member (tenant_id, group_id, user_id, role) values ($1, $2, $3, 'CUSTODIAN')",
      its,
      group,
      author,
    );
    await run(
      "insert into group_epoch (tenant_id, group_id, epoch, public_key) values ($1, $2, 1, $3)",
      its,
      group,
      randomBytes(1_216),
    );
    await run(
      `insert into recovery_switch (tenant_id, status, group_id, group_seq, group_head, approvals, hours, seq, author_id, created_at)
       values ($1, 'IN_FORCE', $2, 2, $3, 0, 0, 1, $4, now())`,
      its,
      group,
      randomBytes(32),
      author,
    );
    await run(
      `insert into user_policy (tenant_id, user_id, remove_business_items_on_leave, notify_users_of_changes, restrict_portal_access,
         password_auditing, disable_personal_profile, trash_retention_days, session_lifetime_hours, organisation_backup)
       values ($1, $2, false, false, false, 0, false, 30, 720, 1)`,
      its,
      author,
    );
    await run(
      `insert into entrusted_wrap (tenant_id, vault_id, epoch, group_id, group_epoch, author_id, wrap, created_at)
       values ($1, $2, 1, $3, 1, $4, $5, now())`,
      its,
      formatUuid(business.id),
      group,
      author,
      randomBytes(1_225),
    );
  });
