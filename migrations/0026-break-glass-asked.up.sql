-- What desks asked for beyond their rights, also once it is over, and letters that administrators are owed about what desks do. PROTOCOL §4.16,
-- docs/adr/0047.

-- The roster keeps the hash of each reason for good; the text is kept as long.
create table break_glass_asked (
  tenant_id      uuid        not null,
  -- Of the link that asked.
  seq            integer     not null,
  desk_id        uuid        not null,
  reason         text        not null,
  created_at     timestamptz not null,
  constraint break_glass_asked_key primary key (tenant_id, seq),
  constraint break_glass_asked_of_tenant foreign key (tenant_id) references tenant (id),
  constraint break_glass_asked_reason_is_bounded check (char_length(reason) between 1 and 1024)
);

alter table break_glass_asked enable row level security;
-- Reasons speak of people: staff read those of their own desk, and nothing of what was asked at another before or beside it.
create policy own_tenant on break_glass_asked using (tenant_id = current_tenant() and (at_home() or at_desk() and desk_id = current_desk()))
  with check (tenant_id = current_tenant() and (at_home() or at_desk() and desk_id = current_desk()));

insert into break_glass_asked (tenant_id, seq, desk_id, reason, created_at)
select b.tenant_id, b.seq, b.desk_id, b.reason, b.created_at from break_glass b;

-- ── letters ─────────────────────────────────────────────────────────────────────────────────────────────────────────

-- A letter that somebody is owed about what a desk did, until it is sent: to the address of then, whatever becomes of them. Its job
-- bears its id, so that one that is not taken holds up no other, and one that is planned while another is sent is not taken for done.
create table administrator_letter (
  id        uuid not null,
  -- Of the job that sends it.
  kind      text not null,
  tenant_id uuid not null,
  desk_id   uuid not null,
  address   text not null,
  constraint administrator_letter_key primary key (id),
  constraint administrator_letter_of_tenant foreign key (tenant_id) references tenant (id) on delete cascade,
  constraint administrator_letter_is_of_a_kind check (kind in ('TELL_OF_BREAK_GLASS', 'TELL_OF_OVERRULED'))
);
create index administrator_letter_by_tenant on administrator_letter (tenant_id, kind);
-- By the functions below alone.
alter table administrator_letter enable row level security;

-- What was owed by a job of the company's goes on as letters to its administrators.
with owed as (delete from job j where j.kind = 'TELL_OF_BREAK_GLASS' returning j.subject)
insert into administrator_letter (id, kind, tenant_id, desk_id, address)
select gen_random_uuid(), 'TELL_OF_BREAK_GLASS', o.subject,
  coalesce((select b.desk_id from break_glass b where b.tenant_id = o.subject order by b.seq desc limit 1), o.subject), u.address
from owed o join "user" u on u.tenant_id = o.subject and u.role = 'ADMINISTRATOR' and u.status = 'ACTIVE';
insert into job (kind, subject, due_at) select l.kind, l.id, now() from administrator_letter l;

drop function list_break_glass_addresses(uuid);

-- Owes these users of the company a letter about the desk that acts. Where one of the kind waits, and nobody is sending it, that is the
-- one: it tells what is so when it is sent, and waits until this deed is done.
create function owe_letters(kind text, users uuid[], now timestamptz) returns void
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
begin
  if not at_desk() then
    return;
  end if;
  with waiting as (
    select l.address from administrator_letter l
    where l.tenant_id = current_tenant() and l.kind = $1 and l.desk_id = current_desk() for update skip locked),
  owed as (
    insert into administrator_letter (id, kind, tenant_id, desk_id, address)
    select gen_random_uuid(), $1, current_tenant(), current_desk(), u.address
    from "user" u where u.tenant_id = current_tenant() and u.id = any ($2) and u.address not in (select w.address from waiting w)
    returning administrator_letter.id)
  insert into job (kind, subject, due_at) select $1, o.id, $3 from owed o;
end
$$;

-- The letter that a job is about, for this transaction; the names of company and partner, and what stands of the desk's break-glass.
create function open_letter(letter uuid)
  returns table (address text, tenant_id uuid, company_name text, partner_name text, from_at timestamptz, until_at timestamptz)
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
    select l.address, t.id, t.name,
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

-- It was sent, or is given up.
create function drop_letter(letter uuid) returns void
  language sql security definer
  set search_path = public, pg_temp
as $$
  delete from administrator_letter l using job j where l.id = $1 and j.kind = l.kind and j.subject = l.id
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

revoke all on function owe_letters(text, uuid[], timestamptz), open_letter(uuid), drop_letter(uuid) from public;
grant execute on function owe_letters(text, uuid[], timestamptz), open_letter(uuid), drop_letter(uuid) to :application_role;
grant select, insert on break_glass_asked to :application_role;
