-- What desks asked for beyond their rights, also once it is over: why, and who is owed a letter about it. PROTOCOL §4.16,
-- docs/adr/0047.

-- The roster keeps the hash of each reason for good; the text is kept as long.
create table break_glass_asked (
  tenant_id      uuid        not null,
  -- Of the link that asked.
  seq            integer     not null,
  desk_id        uuid        not null,
  reason         text        not null,
  -- Who administrated the company before the deed: whom it tells. What the deed made of them does not matter.
  administrators uuid[]      not null,
  told_at        timestamptz,
  created_at     timestamptz not null,
  constraint break_glass_asked_key primary key (tenant_id, seq),
  constraint break_glass_asked_of_tenant foreign key (tenant_id) references tenant (id),
  constraint break_glass_asked_reason_is_bounded check (char_length(reason) between 1 and 1024)
);

alter table break_glass_asked enable row level security;
-- Reasons speak of people: staff read those of their own desk, and nothing of what was asked at another before or beside it.
create policy own_tenant on break_glass_asked using (tenant_id = current_tenant() and (at_home() or at_desk() and desk_id = current_desk()))
  with check (tenant_id = current_tenant() and (at_home() or at_desk() and desk_id = current_desk()));

-- What stands. Who of their administrators was told, nobody knows any more: they have been, or are by the job that waits.
insert into break_glass_asked (tenant_id, seq, desk_id, reason, administrators, told_at, created_at)
select b.tenant_id, b.seq, b.desk_id, b.reason,
  array(select u.id from "user" u where u.tenant_id = b.tenant_id and u.role = 'ADMINISTRATOR' and u.status = 'ACTIVE' order by u.id),
  case when exists (select from job j where j.kind = 'TELL_OF_BREAK_GLASS' and j.subject = b.tenant_id) then null else b.created_at end,
  b.created_at
from break_glass b;

-- ── letters ─────────────────────────────────────────────────────────────────────────────────────────────────────────

drop function list_break_glass_addresses(uuid);
-- The letters that are owed in a company about what its desks asked for: to who administrated it before, whoever put them out since,
-- and whether or not it has been ended. Each once: with the transaction they are written. Its job bears the company's id.
create function take_break_glass_letters(company uuid, now timestamptz)
  returns table (address text, company_name text, partner_name text, from_at timestamptz, until_at timestamptz)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
begin
  if not exists (select from job j where j.kind = 'TELL_OF_BREAK_GLASS' and j.subject = $1) then
    return;
  end if;
  return query
    with owed as (
      update break_glass_asked a set told_at = $2 where a.tenant_id = $1 and a.told_at is null
      returning a.seq, a.desk_id, a.administrators)
    select u.address, t.name,
      (select p.name from desk d join tenant p on p.id = d.id
         join roster_link l on l.tenant_id = d.id and l.roster_id = d.id and l.seq = 0 and l.hash = d.genesis
       where d.tenant_id = $1 and d.id = o.desk_id),
      b.from_at, b.until_at
    from owed o
    join tenant t on t.id = $1
    join "user" u on u.tenant_id = $1 and u.id = any (o.administrators) and u.status <> 'REMOVED'
    left join break_glass b on b.tenant_id = $1 and b.seq = o.seq
    order by o.seq, u.id;
end
$$;

-- ── what goes ───────────────────────────────────────────────────────────────────────────────────────────────────────

-- As before (0020), with what desks asked for.
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
  delete from break_glass where tenant_id = origin;
  delete from break_glass_asked where tenant_id = origin;
  delete from desk_staff where tenant_id = origin;
  delete from former_staff where tenant_id = origin;
  delete from desk where tenant_id = origin;
  delete from desk_committed where tenant_id = origin;
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

revoke all on function take_break_glass_letters(uuid, timestamptz) from public;
grant execute on function take_break_glass_letters(uuid, timestamptz) to :application_role;
grant select, insert on break_glass_asked to :application_role;
