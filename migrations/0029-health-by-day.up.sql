-- Administrators hear what a desk overrules. Sums of passwords' health: once a day, of people who were counted for days, and over five others also to whoever acts by four.

-- Since when a user reports without having been out: suspended, gone, or not asked.
alter table health_report add column since timestamptz;
update health_report set since = reported_at;
alter table health_report alter column since set not null;

-- Whoever is out begins anew from there, however soon they are back: what they reported goes with the deed.
create function forget_health() returns trigger
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  was jsonb := to_jsonb(old);
begin
  delete from health_report r
  where r.tenant_id = (was ->> 'tenant_id')::uuid and r.user_id = (was ->> case tg_table_name when 'user' then 'id' else 'user_id' end)::uuid;
  return null;
end
$$;
create trigger user_who_is_out_reports_nothing after update of status on "user" for each row
  when (old.status = 'ACTIVE' and new.status <> 'ACTIVE') execute function forget_health();
create trigger user_who_is_not_asked_reports_nothing after update of health_counters on user_policy for each row
  when (old.health_counters and not new.health_counters) execute function forget_health();
create trigger user_of_whom_nothing_is_said_reports_nothing after delete on user_policy for each row
  when (old.health_counters) execute function forget_health();

-- The newest day, of UTC, on which a company's sums were made or held back.
create table health_day (
  tenant_id uuid not null,
  day       date not null,
  constraint health_day_key primary key (tenant_id),
  constraint health_day_of_tenant foreign key (tenant_id) references tenant (id) on delete cascade
);
alter table health_day enable row level security;

-- Whom a document of their own or of a group may have asked is asked anew with the next document that concerns them.
update user_policy p set health_counters = false where p.health_counters and exists (
  select from policy_document d where d.tenant_id = p.tenant_id and (d.user_id = p.user_id
    or d.group_id in (select m.group_id from group_member m where m.tenant_id = p.tenant_id and m.user_id = p.user_id)));

-- The last lock: no sum over fewer than five beside four, whoever writes.
delete from health_published where people < 9;
alter table health_published drop constraint health_published_is_of_five,
  add constraint health_published_is_of_five_beside_four check (people >= 9 and sum >= 0 and number >= 1);

-- Keeps what the actor's client counted, where their policy asks for it. Answers whether it was kept.
create or replace function report_health(items integer, weak integer, reused integer, old integer, breached integer, now timestamptz) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
begin
  insert into health_report as r (tenant_id, user_id, items, weak, reused, old, breached, reported_at, since)
  select u.tenant_id, u.id, $1, $2, $3, $4, $5, $6, $6 from "user" u
  join user_policy p on p.tenant_id = u.tenant_id and p.user_id = u.id and p.health_counters
  where u.tenant_id = current_tenant() and u.id = current_actor() and u.status = 'ACTIVE' and at_home()
  on conflict on constraint health_report_key do update set items = excluded.items, weak = excluded.weak, reused = excluded.reused, old = excluded.old,
    breached = excluded.breached, reported_at = excluded.reported_at;
  return found;
end
$$;

-- Enters the next tenant behind this one whose reports may be made known: where there are any, or were. Its sums are due once a day.
drop function enter_to_publish_health(uuid);
create function enter_to_publish_health(after uuid, day date) returns table (tenant_id uuid, due boolean)
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
  insert into health_day as d (tenant_id, day) values (here, $2)
    on conflict on constraint health_day_key do update set day = excluded.day where d.day < excluded.day;
  return query select here, found;
end
$$;

-- The reports of the tenant that was entered, of those who report since then or longer, and what the sums that are remembered were made of.
drop function list_health();
create function list_health(before timestamptz) returns table (number integer, counter text, user_id uuid, value integer)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select 0, c.counter, r.user_id, c.value from health_report r,
    lateral (values ('items', r.items), ('weak', r.weak), ('reused', r.reused), ('old', r.old), ('breached', r.breached)) as c (counter, value)
  where r.tenant_id = current_tenant() and r.since <= $1 and c.value is not null
  union all
  select h.number, h.counter, h.user_id, h.value from health_contribution h where h.tenant_id = current_tenant()
$$;

-- What the company says, to an administrator of which a letter about that is owed, and what its desks say.
create function list_overruling(letter uuid) returns table (id uuid, scope text, seq integer, document bytea, partner text)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select d.id, d.scope, d.seq, d.document, t.name
  from job j join administrator_letter a on a.id = j.subject and a.kind = j.kind
  join policy_document d on d.tenant_id = a.tenant_id
  left join desk k on k.tenant_id = d.tenant_id and k.id = d.desk_id
  left join roster_link l on l.tenant_id = k.id and l.roster_id = k.id and l.seq = 0 and l.hash = k.genesis
  left join tenant t on t.id = l.tenant_id
  where j.kind = 'TELL_OF_OVERRULED' and j.subject = $1
  order by d.id
$$;

revoke all on function forget_health(), enter_to_publish_health(uuid, date), list_health(timestamptz), list_overruling(uuid) from public;
grant execute on function enter_to_publish_health(uuid, date), list_health(timestamptz), list_overruling(uuid) to :application_role;
