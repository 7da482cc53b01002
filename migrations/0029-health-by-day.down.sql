delete from job where kind = 'TELL_OF_OVERRULED';
delete from administrator_letter where kind = 'TELL_OF_OVERRULED';
drop function list_overruling(uuid);
drop function enter_to_publish_health(uuid, date);
drop function list_health(timestamptz);
-- Keeps what the actor's client counted, where their policy asks for it. Answers whether it was kept.
create or replace function report_health(items integer, weak integer, reused integer, old integer, breached integer, now timestamptz) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
begin
  insert into health_report as r (tenant_id, user_id, items, weak, reused, old, breached, reported_at)
  select u.tenant_id, u.id, $1, $2, $3, $4, $5, $6 from "user" u
  join user_policy p on p.tenant_id = u.tenant_id and p.user_id = u.id and p.health_counters
  where u.tenant_id = current_tenant() and u.id = current_actor() and u.status = 'ACTIVE' and at_home()
  on conflict on constraint health_report_key do update set items = excluded.items, weak = excluded.weak, reused = excluded.reused, old = excluded.old,
    breached = excluded.breached, reported_at = excluded.reported_at;
  return found;
end
$$;

-- Enters the next tenant behind this one whose reports may be made known: where there are any, or were.
create function enter_to_publish_health(after uuid) returns table (tenant_id uuid)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
declare
  here uuid;
begin
  select n.id into here from (
    (select r.tenant_id as id from health_report r where r.tenant_id > $1 order by r.tenant_id limit 1)
    union all
    (select p.tenant_id from health_published p where p.tenant_id > $1 order by p.tenant_id limit 1)) as n order by n.id limit 1;
  if here is null then
    return;
  end if;
  perform set_config('app.tenant', here::text, true);
  -- Reports of whoever left, or is asked for none any more, are kept no longer.
  delete from health_report r where r.tenant_id = here and not exists (
    select from "user" u join user_policy p on p.tenant_id = u.tenant_id and p.user_id = u.id and p.health_counters
    where u.tenant_id = here and u.id = r.user_id and u.status = 'ACTIVE');
  return query select here;
end
$$;

-- The reports of the tenant that was entered, and what the sums that are remembered were made of.
create function list_health() returns table (number integer, counter text, user_id uuid, value integer)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select 0, c.counter, r.user_id, c.value from health_report r,
    lateral (values ('items', r.items), ('weak', r.weak), ('reused', r.reused), ('old', r.old), ('breached', r.breached)) as c (counter, value)
  where r.tenant_id = current_tenant() and c.value is not null
  union all
  select h.number, h.counter, h.user_id, h.value from health_contribution h where h.tenant_id = current_tenant()
$$;

revoke all on function enter_to_publish_health(uuid), list_health() from public;
grant execute on function enter_to_publish_health(uuid), list_health() to :application_role;
alter table health_published drop constraint health_published_is_of_five_beside_four,
  add constraint health_published_is_of_five check (people >= 5 and sum >= 0 and number >= 1);
drop table health_day;
drop trigger user_of_whom_nothing_is_said_reports_nothing on user_policy;
drop trigger user_who_is_not_asked_reports_nothing on user_policy;
drop trigger user_who_is_out_reports_nothing on "user";
drop function forget_health();
alter table health_report drop column since;
