-- What the version before cannot read goes: shares that somebody of outside was ever invited into.
do $$
declare
  here tenant;
begin
  for here in select t.* from tenant t loop
    perform erase_vaults(here.id, array(select s.id from share s where s.tenant_id = here.id and s.opened));
  end loop;
end
$$;
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
  update "user" u set address = 'erased', name = 'erased', person_salt = decode(repeat('00', 32), 'hex'), erased_at = $2
    where u.tenant_id = here and u.id = person and u.status = 'REMOVED' and u.erased_at is null;
  if not found then
    return false;
  end if;
  select coalesce(array_agg(v.id), '{}') into own from vault v where v.tenant_id = here and v.user_id = person;
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
create or replace function erase_vaults(here uuid, gone uuid[]) returns void
  language plpgsql
  set search_path = public, pg_temp
as $$
begin
  delete from share_wrap where tenant_id = here and share_id = any (erase_vaults.gone);
  delete from share_answer where tenant_id = here and share_id = any (erase_vaults.gone);
  delete from share_recipient where tenant_id = here and share_id = any (erase_vaults.gone);
  delete from share_group where tenant_id = here and share_id = any (erase_vaults.gone);
  delete from share where tenant_id = here and id = any (erase_vaults.gone);
  delete from offered_head where tenant_id = here and vault_id = any (erase_vaults.gone);
  delete from record_version where tenant_id = here and vault_id = any (erase_vaults.gone);
  delete from record where tenant_id = here and vault_id = any (erase_vaults.gone);
  delete from epoch_key where tenant_id = here and vault_id = any (erase_vaults.gone);
  delete from manifest where tenant_id = here and vault_id = any (erase_vaults.gone);
  delete from vault where tenant_id = here and id = any (erase_vaults.gone);
  delete from roster_link where tenant_id = here and roster_id = any (erase_vaults.gone);
  delete from roster where tenant_id = here and id = any (erase_vaults.gone);
end
$$;
drop function end_visits(uuid);
create or replace function expire_share_recipients(now timestamptz, most integer)
  returns table (tenant_id uuid, share_id uuid, user_id uuid, group_id uuid)
  language sql security definer
  set search_path = public, pg_temp
as $$
  with over as (
    update share_recipient r set expired = true
    where (r.tenant_id, r.share_id, r.recipient_id) in (
      select e.tenant_id, e.share_id, e.recipient_id from share_recipient e
      where not e.expired and e.expires_at <= $1 order by e.expires_at limit $2 for update skip locked)
    returning r.tenant_id, r.share_id, r.user_id, r.group_id, r.expires_at
  ), noted as (
    insert into audit_waiting (tenant_id, id, kind, happened_at, origin, vault_id, user_id, group_id, records)
    select o.tenant_id, gen_random_uuid(), 'SHARE_RECIPIENT_EXPIRED', o.expires_at, 'SERVER', o.share_id, o.user_id, o.group_id, '{}'
    from over o join share s on s.tenant_id = o.tenant_id and s.id = o.share_id and s.scope = 'BUSINESS'
  )
  select o.tenant_id, o.share_id, o.user_id, o.group_id from over o
$$;
drop function spend_share_invitation(bytea);
drop function describe_joiner(uuid, uuid);
drop function enter_by_share_invitation(uuid, bytea, timestamptz);
drop function list_visits();
drop function list_introduced(uuid[]);
drop function visited_rosters(boolean);
drop function visit(uuid);
drop view visited_readable_vault, visited_concerning_share, visited_own_share;
alter table share_recipient drop constraint share_recipient_of_guest;
alter table share_recipient drop constraint share_recipient_introduced_is_user;
alter table share_recipient drop constraint share_recipient_is_one;
alter table share_recipient drop column introduced;
alter table share_recipient drop column guest_id;
alter table share_recipient add constraint share_recipient_is_one check (
  num_nonnulls(user_id, group_id) = 1 and (recipient_id = user_id or recipient_id = group_id));
alter table share drop column opened;
drop table guest_committed;
drop table share_invitation;
drop table share_guest;
do $$
declare
  name text;
begin
  for name in select p.tablename from pg_policies p where p.schemaname = 'public' and p.policyname = 'own_tenant' and p.tablename <> 'tenant' loop
    execute format('alter policy own_tenant on %I using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())', name);
  end loop;
end
$$;
alter policy own_tenant on tenant using (id = current_tenant()) with check (id = current_tenant());
drop function at_home();
drop function current_visit();
