-- In what language somebody is written to, and that letters say it. docs/adr/0056.

alter table "user" add column locale text not null default 'en' constraint user_locale_is_known check (locale in ('en', 'fr'));

-- Of whoever has an account at this address; null: nobody has. For other functions alone.
create function locale_at(address text) returns text
  language sql stable
  set search_path = public, pg_temp
as $$
  select coalesce(u.locale, 'en') from account_address a left join "user" u on u.tenant_id = a.tenant_id and u.id = a.user_id where a.address = $1
$$;

-- ── letters ─────────────────────────────────────────────────────────────────────────────────────────────────────────

-- As before (0009); answers in what language to write to an address that has an account: null where it has none. For the mail, never for
-- the caller.
drop function open_sign_up(uuid, text, bytea, timestamptz, timestamptz);
create function open_sign_up(id uuid, address text, code_hash bytea, expires_at timestamptz, now timestamptz) returns text
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
begin
  insert into sign_up (id, address, code_hash, expires_at) values ($1, $2, $3, $4);
  return locale_at($2);
end
$$;

-- As before (0012), with the language.
drop function find_reset_address(uuid);
create function find_reset_address(person uuid) returns table (address text, locale text)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select a.address, locale_at(a.address) from job j join account_address a on a.user_id = j.subject
  where j.kind = 'TELL_OF_FACTOR_RESET' and j.subject = $1 and a.address like '%@%'
$$;

-- As before (0017), with the language.
drop function list_recovery_addresses(text, uuid);
create function list_recovery_addresses(letter text, recovery uuid) returns table (address text, locale text)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select u.address, u.locale
  from job j
  join recovery r on r.id = j.subject
  join "user" u on u.tenant_id = r.tenant_id and u.role = 'ADMINISTRATOR' and u.status = 'ACTIVE'
  left join group_member m on m.tenant_id = r.tenant_id and m.group_id = r.group_id and m.user_id = u.id
  where j.kind = $1 and j.subject = $2 and case $1
    when 'TELL_OF_RECOVERY' then u.id <> r.opened_by and (m.user_id is not null or r.approvals > 0 or r.available_at > r.opened_at)
    when 'TELL_OF_ENDED_RECOVERY' then u.id = r.opened_by or m.role = 'CUSTODIAN'
    else false end
  order by u.id
$$;

-- As before (0026), with the language of whoever has that address now: English where nobody has any more.
drop function open_letter(uuid);
create function open_letter(letter uuid)
  returns table (address text, locale text, tenant_id uuid, company_name text, partner_name text, from_at timestamptz, until_at timestamptz)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
begin
  -- What is told is read behind the lock: a deed that counts on this letter is done by then.
  perform from administrator_letter l join job j on j.kind = l.kind and j.subject = l.id where l.id = $1 for update of l;
  if not found then
    return;
  end if;
  return query
    select l.address, coalesce(locale_at(l.address), 'en'), t.id, t.name,
      (select p.name from desk d join tenant p on p.id = d.id
         join roster_link k on k.tenant_id = d.id and k.roster_id = d.id and k.seq = 0 and k.hash = d.genesis
       where d.tenant_id = l.tenant_id and d.id = l.desk_id),
      b.from_at, b.until_at
    from administrator_letter l
    join tenant t on t.id = l.tenant_id
    left join break_glass b on b.tenant_id = l.tenant_id and b.desk_id = l.desk_id
    where l.id = $1;
end
$$;

-- As before (0030), with the language.
drop function list_parting_letters(uuid);
create function list_parting_letters(parting uuid)
  returns table (address text, locale text, partner text, company uuid, name text, reference text, parted_at timestamptz, by_whom text)
  language sql stable security definer
  set search_path = public, pg_temp
as $$
  select u.address, u.locale, t.name, p.tenant_id, p.name, p.reference, p.parted_at, a.name
  from job j join parted_company p on p.id = j.subject join tenant t on t.id = p.partner_id
  join partner_staff s on s.tenant_id = p.partner_id and s.role = 'OWNER' and s.user_id is distinct from p.actor_id
  join "user" u on u.tenant_id = s.tenant_id and u.id = s.user_id and u.status = 'ACTIVE' and u.role = 'ADMINISTRATOR'
  left join "user" a on a.tenant_id = p.partner_id and a.id = p.actor_id
  where j.kind = 'TELL_OF_PARTING' and j.subject = $1
  order by u.id
$$;

-- ── what goes ───────────────────────────────────────────────────────────────────────────────────────────────────────

-- As before (0014), and the language.
create or replace function erase_person(person uuid, now timestamptz) returns boolean
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  here uuid := current_tenant();
  own  uuid[];
begin
  if not exists (select from "user" u where u.tenant_id = here and u.id = current_actor() and u.role = 'ADMINISTRATOR' and u.status = 'ACTIVE') then
    return false;
  end if;
  -- In the order of everybody else: the vaults first.
  perform from vault v where v.tenant_id = here and v.user_id = person order by v.id for update;
  if exists (select from "user" u where u.tenant_id = here and u.id = person and u.erased_at is not null) then
    return true;
  end if;
  update "user" u set address = 'erased', name = 'erased', locale = 'en', person_salt = decode(repeat('00', 32), 'hex'), erased_at = $2
    where u.tenant_id = here and u.id = person and u.status = 'REMOVED' and u.erased_at is null;
  if not found then
    return false;
  end if;
  select coalesce(array_agg(v.id), '{}') into own from vault v where v.tenant_id = here and v.user_id = person;
  -- Of an account that has gone elsewhere the visits go on from there.
  if exists (select from account_key k where k.tenant_id = here and k.user_id = person) then
    perform end_visits(person);
  end if;
  -- The address is free; the id is nobody's ever again.
  update account_address set address = 'erased ' || person where tenant_id = here and user_id = person;
  delete from device_request where tenant_id = here and user_id = person;
  delete from account_code where tenant_id = here and user_id = person;
  delete from account_key where tenant_id = here and user_id = person;
  delete from committed where tenant_id = here and user_id = person;
  delete from session where tenant_id = here and user_id = person;
  perform erase_vaults(here, own);
  delete from device where tenant_id = here and user_id = person;
  return true;
end
$$;

-- ── rights of the role that serves requests ─────────────────────────────────────────────────────────────────────────

revoke all on function locale_at(text), open_sign_up(uuid, text, bytea, timestamptz, timestamptz), find_reset_address(uuid), list_recovery_addresses(text, uuid),
  open_letter(uuid), list_parting_letters(uuid) from public;
grant execute on function open_sign_up(uuid, text, bytea, timestamptz, timestamptz), find_reset_address(uuid), list_recovery_addresses(text, uuid),
  open_letter(uuid), list_parting_letters(uuid)
  to :application_role;
grant update (locale) on "user" to :application_role;
