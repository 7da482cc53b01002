import type { House } from "../house.ts";
import { asOwner } from "./owner.ts";

/** Ids of everybody who has an account now. */
export const usersOf = (house: House): Promise<string[]> =>
  asOwner(house, async (owner) => (await owner.query('select id from "user"')).rows.map(({ id }) => id));

/**
 * Binds everybody who came after those by every policy that a request or a commit of items can meet, as the server writes it down
 * when a company says so. But for the one that would refuse what is measured, that of personal profiles.
 */
export const bindOthers = (house: House, before: readonly string[]): Promise<void> =>
  asOwner(house, async (owner) => {
    await owner.query(
      `insert into user_policy (tenant_id, user_id, two_factor_grace_days, two_factor_since, maximum_password_age, remove_business_items_on_leave,
         notify_users_of_changes, restrict_portal_access, password_auditing, disable_personal_profile, trash_retention_days,
         item_history_limit, allowed_networks, session_lifetime_hours)
       select tenant_id, id, 90, now(), 365, true, true, true, 255, false, 30, 10, $2::cidr[], 720 from "user" where id <> all($1::uuid[])`,
      [before, networks],
    );
    await owner.query("update session set networks = $2::cidr[] where user_id <> all($1::uuid[])", [before, networks]);
    await owner.query("update vault set history_limit = 10 where user_id <> all($1::uuid[])", [before]);
  });

/** The one that lets the benchmark in comes last. */
const networks = [...Array.from({ length: 98 }, (_, n) => `198.51.100.${n}/32`), "127.0.0.0/8", "::1/128"];
