-- Partners above others: companies hear of them, and what is read of a log begins with whoever reads it. docs/adr/0048.

-- Since when it stands under its parent; null under none. Until now nobody wrote that down: of before, nothing is taken away.
alter table partner add column parent_since timestamptz;
update partner set parent_since = created_at where parent_id is not null;
alter table partner add constraint partner_parent_has_since check ((parent_id is null) = (parent_since is null));

create function date_parent() returns trigger
  language plpgsql
  set search_path = public, pg_temp
as $$
begin
  if tg_op = 'INSERT' or new.parent_id is distinct from old.parent_id then
    new.parent_since := case when new.parent_id is not null then date_trunc('milliseconds', coalesce(current_moment(), now())) end;
  end if;
  return new;
end
$$;
create trigger partner_parent_is_dated before insert or update of parent_id on partner for each row execute function date_parent();

-- Whoever puts a partner under another, or under none: its companies' logs say so, and its own. The first has nothing to tell to.
create function note_parent() returns trigger
  language plpgsql
  set search_path = public, pg_temp
as $$
begin
  insert into audit_waiting (tenant_id, id, kind, happened_at, origin, actor_id, surface, records)
  select t.id, gen_random_uuid(), case when new.parent_id is null then 'PARTNER_UNNESTED' else 'PARTNER_NESTED' end,
    date_trunc('milliseconds', coalesce(current_moment(), now())), 'SERVER', null, null, array[coalesce(new.parent_id, old.parent_id)]
  from (
    select new.tenant_id as id union all select c.tenant_id from partner_company c where c.partner_id = new.tenant_id
  ) as t;
  return null;
end
$$;
create trigger partner_parent_is_noted after update of parent_id on partner for each row
  when (new.parent_id is distinct from old.parent_id) execute function note_parent();

-- Who stands above a partner. It says so to whoever has that partner in hand: its company, who opens its offer, who has its desk.
create function find_parent(partner uuid) returns table (partner_id uuid, name text)
  language sql stable security definer rows 1
  set search_path = public, pg_temp
as $$
  select p.parent_id, t.name from partner p join tenant t on t.id = p.parent_id where p.tenant_id = $1
$$;

-- A log as whoever looks after a company now may read it: from when they do, and nothing of whoever did before. Whoever stands above
-- them, from when they do. The same moments bound the feed (0021).
create or replace view managed_audit_entry as
  select e.* from partner_scope(asked_companies()) s
  join partner_company c on c.partner_id = s.partner_id and c.tenant_id = s.tenant_id
  join partner p on p.tenant_id = s.partner_id
  join audit_entry e on e.tenant_id = s.tenant_id and e.happened_at >= greatest(c.since, case when not s.own then p.parent_since end);

-- As before (0019), but where a company's roster stands is looked up as what is counted is: of those alone that a page shows. A list of
-- a thousand companies read a thousand rosters for a page of a hundred.
create or replace view managed_company as
  select s.tenant_id, s.partner_id, s.own, c.*,
    (select r.seq from roster r where r.tenant_id = s.tenant_id and r.id = s.tenant_id) as roster_seq,
    (select r.head from roster r where r.tenant_id = s.tenant_id and r.id = s.tenant_id) as roster_head,
    ((select count(*) from "user" u where u.tenant_id = s.tenant_id and u.status <> 'REMOVED')
     + (select count(*) from invitation i where i.tenant_id = s.tenant_id))::integer as seats_taken,
    (select count(*)::integer from invitation i where i.tenant_id = s.tenant_id and i.expires_at > (select current_moment())) as invitations
  from partner_scope(asked_companies()) s
  cross join lateral (
    select c.labels, c.reference, c.since, c.founded, t.name, t.plan, t.trial_ends_at, t.seats, t.suspended_at, t.created_at
    from partner_company c join tenant t on t.id = c.tenant_id
    where c.tenant_id = s.tenant_id and c.partner_id = s.partner_id offset 0
  ) as c;

revoke all on function date_parent(), note_parent(), find_parent(uuid) from public;
grant execute on function find_parent(uuid) to :application_role;
