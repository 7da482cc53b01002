-- Partners: tenants whose staff look after other tenants, their companies. What the server shows and sells, and nothing that counts
-- in a company's roster. docs/adr/0045.

-- ── who asks ────────────────────────────────────────────────────────────────────────────────────────────────────────

-- The partner for which this transaction was entered; null for everybody else. Inlined: it costs one look at a setting.
create function current_partner() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.partner', true), '')::uuid;

-- ── what there is ───────────────────────────────────────────────────────────────────────────────────────────────────

create table partner (
  tenant_id    uuid        not null,
  -- How many seats its companies may have together.
  seats        integer     not null,
  plans        text[]      not null,
  -- Under which other partner it stands: one level, and no more.
  parent_id    uuid,
  suspended_at timestamptz,
  created_at   timestamptz not null,
  constraint partner_key primary key (tenant_id),
  constraint partner_is_tenant foreign key (tenant_id) references tenant (id),
  constraint partner_under_partner foreign key (parent_id) references partner (tenant_id),
  constraint partner_seats_are_bounded check (seats between 1 and 10000000),
  constraint partner_plans_are_known check (cardinality(plans) >= 1 and plans <@ array['STANDARD', 'ADVANCED', 'TRIAL']),
  constraint partner_is_not_its_own check (parent_id <> tenant_id)
);
create index partner_by_parent on partner (parent_id) where parent_id is not null;

-- Whoever writes: a partner under another has none under itself. For other functions alone.
create function demand_one_level() returns trigger
  language plpgsql
  set search_path = public, pg_temp
as $$
begin
  if new.parent_id is null then
    return new;
  end if;
  perform from partner p where p.tenant_id in (new.parent_id, new.tenant_id) order by p.tenant_id for update;
  if exists (select from partner p where p.tenant_id = new.parent_id and p.parent_id is not null)
     or exists (select from partner p where p.parent_id = new.tenant_id) then
    raise exception using errcode = '23514', constraint = 'partner_one_level', message = 'partners stand one level deep';
  end if;
  return new;
end
$$;
create trigger partner_one_level before insert or update of parent_id on partner for each row execute function demand_one_level();

-- What an operator sold to a partner that has not redeemed it yet.
create table partner_code (
  code_hash  bytea       not null,
  seats      integer     not null,
  plans      text[]      not null,
  parent_id  uuid,
  expires_at timestamptz not null,
  constraint partner_code_key primary key (code_hash),
  constraint partner_code_under_partner foreign key (parent_id) references partner (tenant_id),
  constraint partner_code_hash_is_32_bytes check (octet_length(code_hash) = 32),
  constraint partner_code_seats_are_bounded check (seats between 1 and 10000000),
  constraint partner_code_plans_are_known check (cardinality(plans) >= 1 and plans <@ array['STANDARD', 'ADVANCED', 'TRIAL'])
);
create index partner_code_by_expiry on partner_code (expires_at);
create index partner_code_by_parent on partner_code (parent_id) where parent_id is not null;

-- Users of a partner's tenant who see its companies.
create table partner_staff (
  tenant_id uuid        not null,
  user_id   uuid        not null,
  role      text        not null,
  -- Which companies: all, those with one of these labels, or these.
  scope     text        not null,
  labels    text[]      not null default '{}',
  companies uuid[]      not null default '{}',
  since     timestamptz not null,
  constraint partner_staff_key primary key (tenant_id, user_id),
  constraint partner_staff_of_partner foreign key (tenant_id) references partner (tenant_id),
  constraint partner_staff_is_user foreign key (tenant_id, user_id) references "user" (tenant_id, id),
  constraint partner_staff_role_is_known check (role in ('OWNER', 'ADMINISTRATOR', 'TECHNICIAN', 'BILLING', 'AUDITOR')),
  -- Who gives others their scope has none that is narrower.
  constraint partner_staff_scope_is_known check (scope = 'ALL' or scope in ('LABELS', 'LIST') and role not in ('OWNER', 'ADMINISTRATOR')),
  constraint partner_staff_scope_says_which check ((scope = 'LABELS') = (cardinality(labels) > 0) and (scope = 'LIST') = (cardinality(companies) > 0)),
  constraint partner_staff_scope_is_bounded check (cardinality(labels) <= 20 and cardinality(companies) <= 1000)
);

create table partner_company (
  partner_id uuid        not null,
  tenant_id  uuid        not null,
  labels     text[]      not null default '{}',
  -- The partner's own number for it.
  reference  text,
  since      timestamptz not null,
  -- By the partner, or else it came with people of its own.
  founded    boolean     not null,
  -- The partner suspended it, and not the operator: it may resume it, and leaving ends it.
  suspended  boolean     not null default false,
  constraint partner_company_key primary key (partner_id, tenant_id),
  constraint partner_company_of_partner foreign key (partner_id) references partner (tenant_id),
  constraint partner_company_is_tenant foreign key (tenant_id) references tenant (id),
  constraint partner_company_is_another check (partner_id <> tenant_id),
  constraint partner_company_labels_are_bounded check (cardinality(labels) <= 20),
  constraint partner_company_reference_is_bounded check (char_length(reference) between 1 and 100)
);
create unique index partner_company_has_one on partner_company (tenant_id);

-- What a partner gives a company that exists, to accept its desk: once. Address, name and salt open its person commitment.
create table partner_offer (
  partner_id uuid        not null,
  hash       bytea       not null,
  offer      bytea       not null,
  author_id  uuid        not null,
  -- Who is to be at the desk first.
  keeper_id  uuid        not null,
  address    text        not null,
  name       text        not null,
  salt       bytea       not null,
  -- What the company begins with.
  labels     text[]      not null default '{}',
  reference  text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  constraint partner_offer_key primary key (partner_id, hash),
  constraint partner_offer_of_partner foreign key (partner_id) references partner (tenant_id),
  constraint partner_offer_hash_is_32_bytes check (octet_length(hash) = 32),
  constraint partner_offer_is_bounded check (octet_length(offer) between 1 and 4096),
  constraint partner_offer_address_is_bounded check (char_length(address) between 3 and 254),
  constraint partner_offer_name_is_bounded check (char_length(name) between 1 and 100),
  constraint partner_offer_salt_is_32_bytes check (octet_length(salt) = 32),
  constraint partner_offer_labels_are_bounded check (cardinality(labels) <= 20),
  constraint partner_offer_reference_is_bounded check (char_length(reference) between 1 and 100)
);
create index partner_offer_by_expiry on partner_offer (expires_at);

-- The newest version of each template, as an administrator of the partner signed it. PROTOCOL §4.17.
create table partner_template (
  partner_id  uuid        not null,
  template_id uuid        not null,
  version     integer     not null,
  hash        bytea       not null,
  signed      bytea       not null,
  name        text        not null,
  labels      text[]      not null default '{}',
  -- It says nothing any more.
  withdrawn   boolean     not null,
  author_id   uuid        not null,
  updated_at  timestamptz not null,
  constraint partner_template_key primary key (partner_id, template_id),
  constraint partner_template_of_partner foreign key (partner_id) references partner (tenant_id),
  constraint partner_template_version_from_one check (version >= 1),
  constraint partner_template_hash_is_32_bytes check (octet_length(hash) = 32),
  constraint partner_template_is_bounded check (octet_length(signed) between 1 and 65536),
  constraint partner_template_name_is_bounded check (char_length(name) between 1 and 100),
  constraint partner_template_labels_are_bounded check (cardinality(labels) <= 20)
);

-- One change for many companies, which goes on where it stopped.
create table bulk (
  partner_id   uuid        not null,
  id           text        not null,
  author_id    uuid        not null,
  action       text        not null,
  content_hash bytea       not null,
  created_at   timestamptz not null,
  constraint bulk_key primary key (partner_id, id),
  constraint bulk_of_partner foreign key (partner_id) references partner (tenant_id),
  constraint bulk_id_is_bounded check (char_length(id) between 1 and 64),
  constraint bulk_action_is_a_name check (action ~ '^[A-Z][A-Z_]{1,62}[A-Z]$'),
  constraint bulk_content_hash_is_32_bytes check (octet_length(content_hash) = 32)
);
create index bulk_by_age on bulk (created_at);

-- What became of each; no outcome: it waits.
create table bulk_result (
  partner_id uuid not null,
  bulk_id    text not null,
  tenant_id  uuid not null,
  outcome    text,
  detail     text,
  constraint bulk_result_key primary key (partner_id, bulk_id, tenant_id),
  constraint bulk_result_of_bulk foreign key (partner_id, bulk_id) references bulk (partner_id, id),
  constraint bulk_result_outcome_is_known check (outcome in ('DONE', 'UNCHANGED', 'REFUSED', 'NOT_FOUND')),
  constraint bulk_result_detail_of_refusal check ((detail is not null) = (outcome is not distinct from 'REFUSED'))
);
create index bulk_result_waiting on bulk_result (partner_id, bulk_id, tenant_id) where outcome is null;

alter table session drop constraint session_surface_is_known;
alter table session add constraint session_surface_is_known check (surface in ('APP', 'PORTAL', 'PARTNER', 'FORMER', 'PASSWORD', 'FACTOR'));
alter table audit_waiting drop constraint audit_waiting_surface_is_known;
alter table audit_waiting add constraint audit_waiting_surface_is_known
  check (surface in ('APP', 'PORTAL', 'PARTNER', 'SERVICE', 'FORMER', 'PASSWORD', 'FACTOR'));

-- ── row-level security: who was not entered for a partner sees none of it ───────────────────────────────────────────

do $$
declare
  name text;
begin
  foreach name in array array['partner', 'partner_staff'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy own_partner on %I using (tenant_id = current_partner()) with check (tenant_id = current_partner())', name);
  end loop;
  foreach name in array array['partner_company', 'partner_offer', 'partner_template', 'bulk', 'bulk_result'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy own_partner on %I using (partner_id = current_partner()) with check (partner_id = current_partner())', name);
  end loop;
end
$$;
alter table partner_code enable row level security;

-- ── entering ────────────────────────────────────────────────────────────────────────────────────────────────────────

-- As before (0013); a session for a partner does all that one for the portal does.
create or replace function enter(access_hash bytea, now timestamptz, admits text, peer text)
  returns table (tenant_id uuid, user_id uuid, device_id uuid, session_id uuid, access_expires_at timestamptz, surface text)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
declare
  entered text;
begin
  -- This runs before every request, and here is nearly every session: by its newest token, with nothing to be asked about it.
  select s.tenant_id, s.user_id, s.device_id, s.id, s.access_expires_at, s.surface
    into tenant_id, user_id, device_id, session_id, access_expires_at, surface
    from session s
    where s.access_hash = $1 and s.end_reason is null and s.access_expires_at > $2 and s.networks is null
      and (s.surface = 'APP' or s.surface = 'PORTAL' or s.surface = 'PARTNER');
  if not found then
    declare
      end_reason text;
      networks   cidr[];
    begin
      select s.tenant_id, s.user_id, s.device_id, s.id, s.access_expires_at, s.surface, s.end_reason, s.networks
        into tenant_id, user_id, device_id, session_id, access_expires_at, surface, end_reason, networks
        from session s where s.access_hash = $1;
      if not found then
        select s.tenant_id, s.user_id, s.device_id, s.id, s.former_access_expires_at, s.surface, s.end_reason, s.networks
          into tenant_id, user_id, device_id, session_id, access_expires_at, surface, end_reason, networks
          from session s where s.former_access_hash = $1;
      end if;
      if session_id is null then
        raise exception using errcode = 'SG401', message = 'UNAUTHENTICATED';
      elsif end_reason is not null then
        raise exception using errcode = 'SG401', message = case end_reason when 'DEVICE_REVOKED' then 'DEVICE_REVOKED' else 'SESSION_ENDED' end;
      elsif access_expires_at <= $2 then
        raise exception using errcode = 'SG401', message = 'TOKEN_EXPIRED';
      elsif networks is not null and not coalesce($4::inet <<= any (networks), false) and 'ELSEWHERE' <> all (coalesce(admits, '{}')::text[]) then
        raise exception using errcode = 'SG401', message = 'NETWORK_REFUSED';
      elsif surface <> 'APP' and surface <> 'PORTAL' and surface <> 'PARTNER' and surface <> all (coalesce(admits, '{}')::text[]) then
        raise exception using errcode = 'SG401',
          message = case surface when 'PASSWORD' then 'PASSWORD_TOO_OLD' when 'FACTOR' then 'SECOND_FACTOR_REQUIRED' else 'WRONG_SURFACE' end;
      end if;
    end;
  end if;
  -- An assignment and no query.
  entered := set_config('app.tenant', tenant_id::text, true) || set_config('app.user', user_id::text, true)
    || set_config('app.now', $2::text, true);
  return next;
end
$$;

-- As before (0015), with sessions for a partner.
create or replace function readers_of(vault uuid, hashes bytea[], peers text[])
  returns table (place integer, user_id uuid)
  language plpgsql stable security definer
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
declare
  here   uuid        := current_tenant();
  moment timestamptz := current_moment();
begin
  return query
  select asked.place::integer, s.user_id
  from unnest(hashes, peers) with ordinality as asked (hash, peer, place)
  cross join lateral (
    select user_id, networks from session
    where access_hash = asked.hash and tenant_id = here and end_reason is null and access_expires_at > moment
      and (surface = 'APP' or surface = 'PORTAL' or surface = 'PARTNER')
    limit 1
  ) as s
  where (s.networks is null or coalesce(asked.peer::inet <<= any (s.networks), false))
    and exists (select from "user" u where u.tenant_id = here and u.id = s.user_id and u.status = 'ACTIVE')
    and (
      exists (
        select from vault v
        where v.tenant_id = here and v.id = $1 and v.user_id = s.user_id and (v.class = 'PERSONAL' or v.class = 'BUSINESS'))
      or exists (
        select from share_answer a
        where a.tenant_id = here and a.user_id = s.user_id and a.share_id = $1 and a.answer = 'ACCEPTED')
      and (
        exists (
          select from share_recipient r
          where r.tenant_id = here and r.share_id = $1 and r.recipient_id = s.user_id and r.user_id = s.user_id
            and not r.gone and (r.expires_at is null or r.expires_at > moment))
        or exists (
          select from share_recipient r
          where r.tenant_id = here and r.share_id = $1 and r.group_id is not null
            and not r.gone and (r.expires_at is null or r.expires_at > moment)
            and (exists (select from group_member m where m.tenant_id = here and m.group_id = r.group_id and m.user_id = s.user_id)
              or exists (select from user_group g where g.tenant_id = here and g.id = r.group_id and g.class = 'EVERYONE'))))
    );
end
$$;

-- What somebody's role and scope are now. None who is no active user of the partner's tenant; who administers the partner is an
-- administrator of its roster too, or is nothing. For other functions alone.
create function standing_of(partner uuid, person uuid)
  returns table (role text, scope text, labels text[], companies uuid[], suspended_at timestamptz)
  language sql stable
  set search_path = public, pg_temp
as $$
  select s.role, s.scope, s.labels, s.companies, coalesce(p.suspended_at, t.suspended_at)
  from partner_staff s
  join partner p on p.tenant_id = s.tenant_id
  join tenant t on t.id = s.tenant_id
  join "user" u on u.tenant_id = s.tenant_id and u.id = s.user_id and u.status = 'ACTIVE'
  where s.tenant_id = $1 and s.user_id = $2 and (s.role not in ('OWNER', 'ADMINISTRATOR') or u.role = 'ADMINISTRATOR')
$$;

-- Enters as `enter` does, and then for the partner: its companies are seen as far as role and scope of this very moment say. With a
-- session for a partner alone, or what else `enter` was told to admit that acts for one. A partner that is suspended, or whose tenant
-- is, says since when.
create function enter_partner(access_hash bytea, now timestamptz, admits text, peer text)
  returns table (tenant_id uuid, user_id uuid, device_id uuid, session_id uuid, access_expires_at timestamptz, surface text,
                 role text, scope text, suspended_at timestamptz)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
declare
  entered text;
begin
  select e.tenant_id, e.user_id, e.device_id, e.session_id, e.access_expires_at, e.surface
    into tenant_id, user_id, device_id, session_id, access_expires_at, surface from enter($1, $2, $3, $4) e;
  if surface <> 'PARTNER' and surface <> 'SERVICE' then
    raise exception using errcode = 'SG401', message = 'WRONG_SURFACE';
  end if;
  select s.role, s.scope, s.suspended_at into role, scope, suspended_at from standing_of(tenant_id, user_id) s;
  if not found then
    raise exception using errcode = 'SG401', message = 'FORBIDDEN';
  end if;
  entered := set_config('app.partner', tenant_id::text, true) || set_config('app.device', device_id::text, true)
    || set_config('app.surface', surface, true);
  return next;
end
$$;

-- What the actor is on the staff of the partner that was entered; null for everybody else.
create function partner_role() returns text
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select s.role from standing_of(current_partner(), current_actor()) s
$$;

-- Whether a user of the tenant that was entered may have a session for a partner: they are on its staff. Asked at the door.
create function is_staff(person uuid) returns boolean
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select exists (select from standing_of(current_tenant(), $1))
$$;

-- The companies in the scope of whoever was entered for a partner, or of these the ones that are: its own, and those of partners
-- under it, which are read and not changed. Labels are words of the partner that gave them, and reach no company of another.
create function partner_scope(asked uuid[] default null) returns table (tenant_id uuid, partner_id uuid, own boolean)
  language plpgsql stable security definer rows 1000
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
declare
  here  uuid := current_partner();
  staff record;
  ids   uuid[];
begin
  if here is null then
    return;
  end if;
  select s.scope, s.labels, s.companies into staff from standing_of(here, current_actor()) s;
  if not found then
    return;
  end if;
  if staff.scope = 'LABELS' then
    return query select c.tenant_id, c.partner_id, true from partner_company c
      where c.partner_id = here and c.labels && staff.labels and (asked is null or c.tenant_id = any (asked));
    return;
  end if;
  ids := asked;
  if staff.scope <> 'ALL' then
    ids := case when asked is null then staff.companies
      else array(select i.id from unnest(staff.companies) as i (id) intersect select a.id from unnest(asked) as a (id)) end;
  end if;
  if ids is null then
    return query select c.tenant_id, c.partner_id, true from partner_company c where c.partner_id = here;
    return query select c.tenant_id, c.partner_id, false from partner p join partner_company c on c.partner_id = p.tenant_id
      where p.parent_id = here;
  else
    return query select c.tenant_id, c.partner_id, c.partner_id = here
      from (select distinct i.id from unnest(ids) as i (id)) as i
      join partner_company c on c.tenant_id = i.id join partner p on p.tenant_id = c.partner_id
      where c.partner_id = here or p.parent_id = here;
  end if;
end
$$;

-- Waits for whoever changes staff, labels or what of the pool is sold, and keeps others waiting. False where no partner was entered.
create function lock_partner() returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
begin
  perform from partner p where p.tenant_id = current_partner() for no key update;
  return found;
end
$$;

-- ── becoming a partner ──────────────────────────────────────────────────────────────────────────────────────────────

-- Spends a code that an operator made: the actor's tenant is a partner with what was sold, and the actor its owner. A partner has
-- its pool and plans replaced. False where there is no such code, it ran out, or the tenant cannot stand where it says.
create function redeem_partner_code(code_hash bytea, now timestamptz) returns integer
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  here uuid := current_tenant();
  sold partner_code;
begin
  if not exists (select from "user" u where u.tenant_id = here and u.id = current_actor() and u.role = 'ADMINISTRATOR' and u.status = 'ACTIVE') then
    return null;
  end if;
  begin
    delete from partner_code c where c.code_hash = $1 and c.expires_at > $2 returning c.* into sold;
    if sold.code_hash is null then
      return null;
    end if;
    insert into partner as p (tenant_id, seats, plans, parent_id, created_at) values (here, sold.seats, sold.plans, sold.parent_id, $2)
    on conflict on constraint partner_key do update set seats = excluded.seats, plans = excluded.plans,
      parent_id = coalesce(excluded.parent_id, p.parent_id);
  exception when check_violation then
    -- The code is not spent.
    return null;
  end;
  -- Staff that there is stays as it is, and so does whoever owns the partner.
  if not exists (
    select from partner_staff s join "user" u on u.tenant_id = s.tenant_id and u.id = s.user_id
    where s.tenant_id = here and s.role = 'OWNER' and u.role = 'ADMINISTRATOR' and u.status = 'ACTIVE') then
    insert into partner_staff (tenant_id, user_id, role, scope, since) values (here, current_actor(), 'OWNER', 'ALL', $2)
    on conflict on constraint partner_staff_key do update set role = 'OWNER', scope = 'ALL', labels = '{}', companies = '{}', since = excluded.since;
  end if;
  return sold.seats;
end
$$;

-- ── what companies are sold: the operator's commands and partners' staff change it by these alone ───────────────────

-- Other terms from now on; null: as before. A plan comes with the end of its trial, where it is one. False where there is no such
-- tenant. Whoever was entered stands in the log of the company. For operators and other functions alone.
create function change_terms(company uuid, plan text, seats integer, trial_ends_at timestamptz, now timestamptz) returns boolean
  language plpgsql
  set search_path = public, pg_temp
as $$
begin
  update tenant t set plan = coalesce($2, t.plan), seats = coalesce($3, t.seats),
    trial_ends_at = case when $2 is null then t.trial_ends_at else $4 end where t.id = $1;
  if not found then
    return false;
  end if;
  if $2 is not null then
    perform note_in_company($1, 'PLAN_CHANGED', null, $5);
  end if;
  if $3 is not null then
    perform note_in_company($1, 'SEATS_CHANGED', $3, $5);
  end if;
  return true;
end
$$;

-- From then on a company is read, and not written to, but for account vaults; null: it is as before. False where there is no such
-- tenant. For operators and other functions alone.
create function suspend_tenant(company uuid, since timestamptz, now timestamptz) returns boolean
  language plpgsql
  set search_path = public, pg_temp
as $$
begin
  perform from vault v where v.tenant_id = $1 order by v.id for update;
  -- Whoever joins, or has a roster changed, has that done before, or finds the company suspended.
  perform from roster r where r.tenant_id = $1 and r.id = $1 for update;
  update tenant t set suspended_at = $2 where t.id = $1;
  if not found then
    return false;
  end if;
  -- Whose word it is: whoever acts for the partner says so after this.
  update partner_company c set suspended = false where c.tenant_id = $1;
  update vault v set closed = u.status <> 'ACTIVE' or ($2 is not null and v.class <> 'ACCOUNT')
    from "user" u where u.tenant_id = v.tenant_id and u.id = v.user_id and v.tenant_id = $1;
  update vault v set closed = $2 is not null where v.tenant_id = $1 and v.class = 'SHARE';
  perform note_in_company($1, case when $2 is null then 'COMPANY_RESUMED' else 'COMPANY_SUSPENDED' end, null, $3);
  return true;
end
$$;

-- Writes into the log of a company what the actor, or the operator, did with it. For other functions alone.
create function note_in_company(company uuid, kind text, amount integer, now timestamptz) returns void
  language sql
  set search_path = public, pg_temp
as $$
  insert into audit_waiting (tenant_id, id, kind, happened_at, origin, actor_id, actor_device_id, surface, records, amount)
  select t.id, gen_random_uuid(), $2, date_trunc('milliseconds', $4), 'SERVER',
    case when current_partner() is not null then current_actor() end,
    case when current_partner() is not null then nullif(current_setting('app.device', true), '')::uuid end,
    case when current_partner() is not null then nullif(current_setting('app.surface', true), '') end, '{}', $3
  from tenant t where t.id = $1
$$;

-- What a partner has sold, but for one company. For other functions alone.
create function seats_sold_by(partner uuid, but uuid) returns integer
  language sql stable
  set search_path = public, pg_temp
as $$
  select coalesce(sum(t.seats), 0)::integer from partner_company c join tenant t on t.id = c.tenant_id
  where c.partner_id = $1 and c.tenant_id is distinct from $2
$$;

-- What of its pool the partner that was entered has sold.
create function seats_sold() returns integer
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select seats_sold_by(current_partner(), null)
$$;

-- Other terms for a company of the partner, out of what the operator sold it: DONE or UNCHANGED, or why not. What the actor's role
-- allows, the verb asks before; and so in all that follows.
create function sell_terms(company uuid, plan text, seats integer, trial_ends_at timestamptz, now timestamptz) returns text
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  its  tenant;
  pool partner;
begin
  if not lock_partner() or not exists (select from partner_scope(array[$1]) s where s.own) then
    return 'NOT_FOUND';
  end if;
  perform from partner_company c where c.partner_id = current_partner() and c.tenant_id = $1 for share;
  if not found then
    return 'NOT_FOUND';
  end if;
  select p.* into pool from partner p where p.tenant_id = current_partner();
  select t.* into its from tenant t where t.id = $1;
  if ($2 is null or $2 = its.plan and $4 is not distinct from its.trial_ends_at) and ($3 is null or $3 = its.seats) then
    return 'UNCHANGED';
  end if;
  if $2 is not null and $2 <> all (pool.plans) then
    return 'PLAN';
  end if;
  -- Fewer are always right, also where the operator made the pool smaller than what was sold.
  if $3 > its.seats and seats_sold_by(pool.tenant_id, $1) + $3 > pool.seats then
    return 'SEATS';
  end if;
  perform change_terms($1, $2, $3, $4, $5);
  return 'DONE';
end
$$;

-- Suspends a company of the partner, or resumes it: DONE or UNCHANGED, or why not. What the operator suspended, the operator resumes.
-- With `dry` it only says what would become of it, and nobody waits for that.
create function suspend_company(company uuid, suspend boolean, now timestamptz, dry boolean) returns text
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  since timestamptz;
  ours  boolean;
begin
  if not exists (select from partner_scope(array[$1]) s where s.own) then
    return 'NOT_FOUND';
  end if;
  -- In the order of whoever writes to the company: its vaults, its roster, then what is kept of it.
  if not $4 then
    perform from vault v where v.tenant_id = $1 order by v.id for update;
    perform from roster r where r.tenant_id = $1 and r.id = $1 for update;
  end if;
  select c.suspended into ours from partner_company c where c.partner_id = current_partner() and c.tenant_id = $1 for no key update;
  if not found then
    return 'NOT_FOUND';
  end if;
  select t.suspended_at into since from tenant t where t.id = $1;
  if $2 = (since is not null) then
    return 'UNCHANGED';
  elsif not $2 and not ours then
    return 'BY_OPERATOR';
  end if;
  if not $4 then
    perform suspend_tenant($1, case when $2 then date_trunc('milliseconds', $3) end, $3);
    update partner_company c set suspended = $2 where c.partner_id = current_partner() and c.tenant_id = $1;
  end if;
  return 'DONE';
end
$$;

-- ── what the partner calls them ─────────────────────────────────────────────────────────────────────────────────────

-- Gives a company of the partner these labels, where some are said, else it adds and takes away: DONE or UNCHANGED, or why not.
create function label_company(company uuid, said text[], added text[], removed text[], now timestamptz) returns text
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  before text[];
  behind text[];
begin
  if not lock_partner() or not exists (select from partner_scope(array[$1]) s where s.own) then
    return 'NOT_FOUND';
  end if;
  select c.labels into before from partner_company c where c.partner_id = current_partner() and c.tenant_id = $1 for no key update;
  if not found then
    return 'NOT_FOUND';
  end if;
  -- The only form of a list: in the order of their bytes, each once.
  behind := array(
    select distinct l.label collate "C" from unnest(coalesce(said, before || added)) as l (label)
    where l.label <> all (coalesce(removed, '{}')) order by 1);
  if behind = before then
    return 'UNCHANGED';
  elsif cardinality(behind) > 20 or too_many_labels($1, behind) then
    return 'LABELS';
  end if;
  update partner_company c set labels = behind where c.partner_id = current_partner() and c.tenant_id = $1;
  perform note_of_company($1, 'COMPANY_LABELLED', $5);
  return 'DONE';
end
$$;

-- Whether the partner that was entered would have more labels than it may, with a company having these. For other functions alone.
create function too_many_labels(company uuid, labels text[]) returns boolean
  language sql stable
  set search_path = public, pg_temp
as $$
  select count(*) > 500 from (
    select unnest(c.labels) from partner_company c where c.partner_id = current_partner() and c.tenant_id <> $1 union select unnest($2)) as l
$$;

-- Gives a company of the partner its number there; null: none. DONE or UNCHANGED, or why not.
create function refer_company(company uuid, reference text, now timestamptz) returns text
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  before text;
begin
  if not exists (select from partner_scope(array[$1]) s where s.own) then
    return 'NOT_FOUND';
  end if;
  select c.reference into before from partner_company c where c.partner_id = current_partner() and c.tenant_id = $1 for no key update;
  if not found then
    return 'NOT_FOUND';
  elsif before is not distinct from $2 then
    return 'UNCHANGED';
  end if;
  update partner_company c set reference = $2 where c.partner_id = current_partner() and c.tenant_id = $1;
  perform note_of_company($1, 'COMPANY_LABELLED', $3);
  return 'DONE';
end
$$;

-- Writes into the partner's own log what the actor did with a company, which the entry names. For other functions alone.
create function note_of_company(company uuid, kind text, now timestamptz) returns void
  language sql
  set search_path = public, pg_temp
as $$
  insert into audit_waiting (tenant_id, id, kind, happened_at, origin, actor_id, actor_device_id, surface, records)
  values (current_partner(), gen_random_uuid(), $2, date_trunc('milliseconds', $3), 'SERVER', current_actor(),
    nullif(current_setting('app.device', true), '')::uuid, nullif(current_setting('app.surface', true), ''), array[$1])
$$;

-- ── whose a company is ──────────────────────────────────────────────────────────────────────────────────────────────

-- Founds a tenant of the partner that was entered, out of its pool, with nobody in it: DONE, or why not. Its roster is for the caller.
create function found_company(company uuid, plan text, seats integer, trial_ends_at timestamptz, labels text[], reference text, now timestamptz)
  returns text
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  pool partner;
begin
  if not lock_partner() then
    return 'NOT_FOUND';
  end if;
  select p.* into pool from partner p where p.tenant_id = current_partner();
  if $2 <> all (pool.plans) then
    return 'PLAN';
  elsif seats_sold_by(pool.tenant_id, null) + $3 > pool.seats then
    return 'SEATS';
  elsif cardinality($5) > 20 or too_many_labels($1, $5) then
    return 'LABELS';
  end if;
  insert into tenant (id, created_at, plan, seats, trial_ends_at) values ($1, $7, $2, $3, $4) on conflict on constraint tenant_key do nothing;
  if not found then
    return 'ID_TAKEN';
  end if;
  insert into partner_company (partner_id, tenant_id, labels, reference, since, founded) values (pool.tenant_id, $1, $5, $6, $7, true);
  perform note_in_company($1, 'COMPANY_FOUNDED_BY_PARTNER', null, $7);
  return 'DONE';
end
$$;

-- An offer that stands, as whoever was handed its link asks for it: with what is shown of the partner.
create function find_offer(partner uuid, hash bytea, now timestamptz)
  returns table (partner_id uuid, partner_name text, offer bytea, address text, name text, salt bytea, encryption_key bytea, expires_at timestamptz)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select o.partner_id, t.name, o.offer, o.address, o.name, o.salt, k.encryption_key, o.expires_at
  from partner_offer o join partner p on p.tenant_id = o.partner_id join tenant t on t.id = o.partner_id
  join account_key k on k.tenant_id = o.partner_id and k.user_id = o.keeper_id
  where o.partner_id = $1 and o.hash = $2 and o.expires_at > $3 and coalesce(p.suspended_at, t.suspended_at) is null
    and o.partner_id <> current_tenant()
$$;

-- Makes the actor's tenant a company of the partner whose offer this is, and spends it: DONE, or why not. From another partner it has
-- moved then. It keeps plan and seats; they count in its new partner's pool. The actor is an administrator of it, or nothing is done.
create function accept_offer(partner uuid, hash bytea, now timestamptz) returns text
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  here    uuid := current_tenant();
  before  uuid;
  offered partner_offer;
  pool    partner;
  its     tenant;
begin
  if not exists (select from "user" u where u.tenant_id = here and u.id = current_actor() and u.role = 'ADMINISTRATOR' and u.status = 'ACTIVE')
     or here = $1 then
    return 'FORBIDDEN';
  end if;
  select c.partner_id into before from partner_company c where c.tenant_id = here;
  perform from partner p where p.tenant_id in ($1, before) order by p.tenant_id for no key update;
  select o.* into offered from partner_offer o where o.partner_id = $1 and o.hash = $2 and o.expires_at > $3 for update;
  select p.* into pool from partner p join tenant t on t.id = p.tenant_id where p.tenant_id = $1 and coalesce(p.suspended_at, t.suspended_at) is null;
  if offered.hash is null or pool.tenant_id is null then
    return 'NOT_FOUND';
  end if;
  select t.* into its from tenant t where t.id = here;
  if its.plan <> all (pool.plans) then
    return 'PLAN';
  elsif seats_sold_by($1, here) + its.seats > pool.seats then
    return 'SEATS';
  elsif (select count(*) > 500 from (select unnest(c.labels) from partner_company c where c.partner_id = $1 union select unnest(offered.labels)) as l) then
    return 'LABELS';
  end if;
  delete from partner_offer o where o.partner_id = $1 and o.hash = $2;
  if before is not null and before <> $1 then
    perform end_relation(here, false, $3);
  end if;
  insert into partner_company as c (partner_id, tenant_id, labels, reference, since, founded)
  values ($1, here, offered.labels, offered.reference, $3, false)
  on conflict on constraint partner_company_key do update set labels = excluded.labels, reference = coalesce(excluded.reference, c.reference);
  insert into audit_waiting (tenant_id, id, kind, happened_at, origin, actor_id, surface, records)
  values ($1, gen_random_uuid(), 'COMPANY_TAKEN_ON', date_trunc('milliseconds', $3), 'SERVER', null, null, array[here]);
  return 'DONE';
end
$$;

-- Ends the relation of a company to its partner: at once nothing of it is seen by that. What the partner suspended is resumed. It
-- keeps plan and seats. The entry in the partner's log names the company; what the company's says of it, the caller writes. For other
-- functions alone.
create function end_relation(company uuid, by_partner boolean, now timestamptz) returns void
  language plpgsql
  set search_path = public, pg_temp
as $$
declare
  gone partner_company;
begin
  delete from partner_company c where c.tenant_id = $1 returning c.* into gone;
  if gone.tenant_id is null then
    return;
  end if;
  if gone.suspended then
    perform suspend_tenant($1, null, $3);
  end if;
  insert into audit_waiting (tenant_id, id, kind, happened_at, origin, actor_id, actor_device_id, surface, records)
  values (gone.partner_id, gen_random_uuid(), 'COMPANY_GIVEN_UP', date_trunc('milliseconds', $3), 'SERVER',
    case when $2 then current_actor() end, case when $2 then nullif(current_setting('app.device', true), '')::uuid end,
    case when $2 then nullif(current_setting('app.surface', true), '') end, array[$1]);
end
$$;

-- The actor's company leaves this partner. False where it is not its own, or the actor is no administrator of the company.
create function leave_partner(partner uuid, now timestamptz) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  here uuid := current_tenant();
begin
  if not exists (select from "user" u where u.tenant_id = here and u.id = current_actor() and u.role = 'ADMINISTRATOR' and u.status = 'ACTIVE') then
    return false;
  end if;
  perform from vault v join partner_company c on c.tenant_id = v.tenant_id and c.suspended where v.tenant_id = here order by v.id for update of v;
  perform from roster r where r.tenant_id = here and r.id = here for update;
  perform from partner_company c where c.partner_id = $1 and c.tenant_id = here for update;
  if not found then
    return false;
  end if;
  perform end_relation(here, false, $2);
  return true;
end
$$;

-- The partner lets a company go. False where it is not its own, or out of the actor's scope.
create function release_company(company uuid, now timestamptz) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
begin
  if not exists (select from partner_scope(array[$1]) s where s.own) then
    return false;
  end if;
  perform from vault v join partner_company c on c.tenant_id = v.tenant_id and c.suspended where v.tenant_id = $1 order by v.id for update of v;
  perform from roster r where r.tenant_id = $1 and r.id = $1 for update;
  perform from partner_company c where c.partner_id = current_partner() and c.tenant_id = $1 for update;
  if not found then
    return false;
  end if;
  perform end_relation($1, true, $2);
  perform note_in_company($1, 'PARTNER_LEFT', null, $2);
  return true;
end
$$;

-- Who looks after the actor's company, as everybody in it may know.
create function find_partner() returns table (partner_id uuid, name text, since timestamptz, founded boolean)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select c.partner_id, t.name, c.since, c.founded from partner_company c join tenant t on t.id = c.partner_id
  where c.tenant_id = current_tenant() and at_home()
$$;

-- Partners under the one that was entered, for whoever sees all of its companies.
create function list_nested_partners(most integer, after uuid)
  returns table (tenant_id uuid, name text, seats integer, seats_sold bigint, plans text[], companies integer, suspended_at timestamptz, created_at timestamptz)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select p.tenant_id, t.name, p.seats, coalesce(c.seats, 0), p.plans, coalesce(c.companies, 0)::integer, p.suspended_at, p.created_at
  from partner p join tenant t on t.id = p.tenant_id
  left join lateral (
    select count(*) as companies, sum(k.seats) as seats from partner_company c join tenant k on k.id = c.tenant_id where c.partner_id = p.tenant_id
  ) c on true
  where p.parent_id = current_partner() and p.tenant_id > $2
    and exists (select from standing_of(current_partner(), current_actor()) s where s.scope = 'ALL')
  order by p.tenant_id limit $1
$$;

-- What was done for many companies at once is forgotten after a time, and so are offers and codes that ran out: at most so many.
create function forget_of_partners(before timestamptz, now timestamptz, most integer) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  partners uuid[];
  ids      text[];
  offers   integer;
  codes    integer;
begin
  select array_agg(o.partner_id), array_agg(o.id) into partners, ids from (
    select b.partner_id, b.id from bulk b where b.created_at <= $1 order by b.created_at limit $3 for update skip locked) as o;
  delete from bulk_result r using unnest(partners, ids) as o (partner_id, id) where r.partner_id = o.partner_id and r.bulk_id = o.id;
  delete from bulk b using unnest(partners, ids) as o (partner_id, id) where b.partner_id = o.partner_id and b.id = o.id;
  delete from partner_offer f where (f.partner_id, f.hash) in (
    select e.partner_id, e.hash from partner_offer e where e.expires_at <= $2 order by e.expires_at limit $3 for update skip locked);
  get diagnostics offers = row_count;
  delete from partner_code f where f.code_hash in (
    select e.code_hash from partner_code e where e.expires_at <= $2 order by e.expires_at limit $3 for update skip locked);
  get diagnostics codes = row_count;
  return coalesce(cardinality(ids), 0) >= $3 or offers >= $3 or codes >= $3;
end
$$;

-- ── going to another tenant ─────────────────────────────────────────────────────────────────────────────────────────

-- As before (0016); what a session was for a partner is one for the portal elsewhere.
create or replace function bring_account(origin uuid, vaults uuid[]) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  with keys as (update account_key set tenant_id = current_tenant() where tenant_id = origin and user_id = current_actor()),
       codes as (update account_code set tenant_id = current_tenant() where tenant_id = origin and user_id = current_actor()),
       addresses as (update account_address set tenant_id = current_tenant() where tenant_id = origin and user_id = current_actor()),
       requests as (update device_request set tenant_id = current_tenant() where tenant_id = origin and user_id = current_actor()),
       devices as (update device set tenant_id = current_tenant() where tenant_id = origin and user_id = current_actor()),
       sessions as (
         update session set tenant_id = current_tenant(), surface = case surface when 'FORMER' then 'APP' when 'PARTNER' then 'PORTAL' else surface end
         where tenant_id = origin and user_id = current_actor()),
       deeds as (update committed set tenant_id = current_tenant() where tenant_id = origin and user_id = current_actor()),
       own as materialized (
         select v.id, v.id = any (vaults) as comes, e.vault_id is not null as entrusted
         from vault v left join entrusted_wrap e on e.tenant_id = v.tenant_id and e.vault_id = v.id
         where v.tenant_id = origin and v.user_id = current_actor()),
       offers as (
         delete from offered_head o using own where o.tenant_id = origin and o.vault_id = own.id and not own.comes),
       offered as (
         update offered_head o set tenant_id = current_tenant() from own where o.tenant_id = origin and o.vault_id = own.id and own.comes),
       entrusted as (
         delete from entrusted_wrap e using own where e.tenant_id = origin and e.vault_id = own.id and own.comes),
       rosters as (
         update roster r set tenant_id = current_tenant() from own where r.tenant_id = origin and r.id = own.id and own.comes),
       links as (
         update roster_link l set tenant_id = current_tenant() from own where l.tenant_id = origin and l.roster_id = own.id and own.comes),
       manifests as (
         update manifest m set tenant_id = current_tenant() from own where m.tenant_id = origin and m.vault_id = own.id and own.comes),
       epochs as (
         update epoch_key e set tenant_id = current_tenant() from own where e.tenant_id = origin and e.vault_id = own.id and own.comes),
       records as (
         update record r set tenant_id = current_tenant() from own where r.tenant_id = origin and r.vault_id = own.id and own.comes),
       versions as (
         update record_version r set tenant_id = current_tenant() from own where r.tenant_id = origin and r.vault_id = own.id and own.comes)
  update vault v set tenant_id = case when own.comes then current_tenant() else origin end, closed = not own.comes,
    due = v.due or own.comes and own.entrusted
  from own where v.tenant_id = origin and v.id = own.id
$$;

-- As before (0017); but what an operator sold to a partner does not go with whoever leaves it, and a company that ends leaves its partner.
create or replace function end_left_tenant(origin uuid) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  closed uuid[];
begin
  if origin = current_tenant() or not exists (select from "user" u where u.tenant_id = origin and u.id = current_actor())
     or exists (select from "user" u where u.tenant_id = origin and u.id <> current_actor())
     or exists (select from vault v where v.tenant_id = origin and v.class <> 'SHARE')
     or exists (select from share s where s.tenant_id = origin and s.closed_at is null)
     or exists (select from partner p where p.tenant_id = origin) then
    return false;
  end if;
  perform end_relation(origin, false, now());
  select coalesce(array_agg(v.id), '{}') into closed from vault v where v.tenant_id = origin;
  perform erase_vaults(origin, closed);
  delete from policy_document where tenant_id = origin;
  delete from user_policy where tenant_id = origin;
  delete from invitation where tenant_id = origin;
  delete from awaiting_person where tenant_id = origin;
  delete from backup where tenant_id = origin;
  delete from backup_owner where tenant_id = origin;
  delete from backup_record where tenant_id = origin;
  delete from backup_content where tenant_id = origin;
  delete from backup_link where tenant_id = origin;
  delete from backup_epoch_key where tenant_id = origin;
  delete from backup_wrap where tenant_id = origin;
  delete from backup_vault where tenant_id = origin;
  delete from recovery_backup where tenant_id = origin;
  delete from recovery_verdict where tenant_id = origin;
  delete from recovery where tenant_id = origin;
  delete from recovery_canary where tenant_id = origin;
  delete from recovery_drill where tenant_id = origin;
  delete from recovery_switch where tenant_id = origin;
  delete from recovery_code_wrap where tenant_id = origin;
  delete from recovery_code where tenant_id = origin;
  delete from member_wrap where tenant_id = origin;
  delete from group_member where tenant_id = origin;
  delete from group_epoch where tenant_id = origin;
  delete from user_group where tenant_id = origin;
  delete from roster_link where tenant_id = origin;
  delete from roster where tenant_id = origin;
  delete from "user" where tenant_id = origin;
  -- The log's head comes before the tenant, as in every turn of the log; behind both nobody writes.
  perform from audit_head h where h.tenant_id = origin for update;
  perform from tenant t where t.id = origin for update;
  delete from audit_head where tenant_id = end_left_tenant.origin;
  delete from audit_waiting where tenant_id = end_left_tenant.origin;
  delete from audit_entry where tenant_id = end_left_tenant.origin;
  delete from seat_day where tenant_id = end_left_tenant.origin;
  delete from tenant where id = origin;
  return true;
end
$$;

-- ── rights of the role that serves requests ─────────────────────────────────────────────────────────────────────────

revoke all on function demand_one_level(), standing_of(uuid, uuid), change_terms(uuid, text, integer, timestamptz, timestamptz),
  suspend_tenant(uuid, timestamptz, timestamptz), note_in_company(uuid, text, integer, timestamptz), seats_sold_by(uuid, uuid), note_of_company(uuid, text, timestamptz), too_many_labels(uuid, text[]),
  end_relation(uuid, boolean, timestamptz), enter_partner(bytea, timestamptz, text, text), partner_role(), is_staff(uuid),
  partner_scope(uuid[]), lock_partner(), redeem_partner_code(bytea, timestamptz), seats_sold(),
  sell_terms(uuid, text, integer, timestamptz, timestamptz), label_company(uuid, text[], text[], text[], timestamptz),
  refer_company(uuid, text, timestamptz), suspend_company(uuid, boolean, timestamptz, boolean),
  found_company(uuid, text, integer, timestamptz, text[], text, timestamptz), find_offer(uuid, bytea, timestamptz),
  accept_offer(uuid, bytea, timestamptz), leave_partner(uuid, timestamptz), release_company(uuid, timestamptz), find_partner(),
  list_nested_partners(integer, uuid), forget_of_partners(timestamptz, timestamptz, integer) from public;
grant execute on function enter_partner(bytea, timestamptz, text, text), partner_role(), is_staff(uuid), partner_scope(uuid[]), lock_partner(),
  redeem_partner_code(bytea, timestamptz), seats_sold(), sell_terms(uuid, text, integer, timestamptz, timestamptz), label_company(uuid, text[], text[], text[], timestamptz),
  refer_company(uuid, text, timestamptz),
  suspend_company(uuid, boolean, timestamptz, boolean), found_company(uuid, text, integer, timestamptz, text[], text, timestamptz),
  find_offer(uuid, bytea, timestamptz), accept_offer(uuid, bytea, timestamptz), leave_partner(uuid, timestamptz),
  release_company(uuid, timestamptz), find_partner(), list_nested_partners(integer, uuid),
  forget_of_partners(timestamptz, timestamptz, integer) to :application_role;
-- What is sold, and whose a company is, these functions alone change.
grant select on partner, partner_company to :application_role;
grant select, insert, delete on partner_staff to :application_role;
grant update (role, scope, labels, companies, since) on partner_staff to :application_role;
grant select, insert, delete on partner_offer to :application_role;
grant select, insert on partner_template to :application_role;
grant update (version, hash, signed, name, labels, withdrawn, author_id, updated_at) on partner_template to :application_role;
grant select, insert on bulk to :application_role;
grant select, insert on bulk_result to :application_role;
grant update (outcome, detail) on bulk_result to :application_role;
