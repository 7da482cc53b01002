-- Staff of a desk in a company's recovery group: they ask to read backups there, and read by what was approved. PROTOCOL §4.15, §8.3, docs/adr/0041.

-- ── whom a group, a wrap and a recovery may be of ───────────────────────────────────────────────────────────────────

-- Staff, too, whom the company has no user for: its rosters say who they are.
alter table group_member drop constraint group_member_of_user;
alter table member_wrap drop constraint member_wrap_of_user;
alter table recovery drop constraint recovery_by_user;

-- Who acts at a desk of the company; null wherever nobody does, also where nobody acts at all. Inlined.
create function acting_at_desk() returns uuid
  language sql stable parallel safe
  return case when at_desk() then nullif(current_setting('app.user', true), '')::uuid end;
revoke all on function acting_at_desk() from public;
grant execute on function acting_at_desk() to :application_role;

-- ── row-level security: at a desk ───────────────────────────────────────────────────────────────────────────────────

-- Of the recovery groups that they are in: keys of epochs, sealed, and their own wraps.
alter policy own_tenant on group_epoch
  using (tenant_id = current_tenant() and (at_home() or at_desk() and group_id in (select m.group_id from group_member m where m.tenant_id = current_tenant() and m.user_id = acting_at_desk())))
  with check (tenant_id = current_tenant() and at_home());
alter policy own_tenant on member_wrap
  using (tenant_id = current_tenant() and (at_home() or at_desk() and user_id = acting_at_desk()))
  with check (tenant_id = current_tenant() and at_home());

-- Recoveries that they opened, and what was said to those.
alter policy own_tenant on recovery
  using (tenant_id = current_tenant() and (at_home() or at_desk() and opened_by = acting_at_desk()))
  with check (tenant_id = current_tenant() and (at_home() or at_desk() and opened_by = acting_at_desk() and code_key is null));
do $$
declare
  name text;
begin
  foreach name in array array['recovery_backup', 'recovery_verdict'] loop
    execute format('alter policy own_tenant on %I using (tenant_id = current_tenant() and (at_home() or at_desk() and recovery_id in (select r.id from recovery r where r.tenant_id = current_tenant() and r.opened_by = acting_at_desk())))', name);
  end loop;
end
$$;
-- What is said to a recovery, only people of the company say.
alter policy own_tenant on recovery_verdict
  with check (tenant_id = current_tenant() and at_home());
-- Written in one statement with their recovery, which no policy sees yet: of the backups below.
alter policy own_tenant on recovery_backup
  with check (tenant_id = current_tenant() and (at_home() or at_desk() and backup_id in (select k.id from backup k where k.tenant_id = current_tenant())));

-- Which backups there are, of the groups that they are in.
alter policy own_tenant on backup
  using (tenant_id = current_tenant() and (at_home() or at_desk() and group_id in (select m.group_id from group_member m where m.tenant_id = current_tenant() and m.user_id = acting_at_desk())));
do $$
declare
  name text;
begin
  foreach name in array array['backup_vault', 'backup_owner'] loop
    execute format('alter policy own_tenant on %I using (tenant_id = current_tenant() and (at_home() or at_desk() and vault_id in (select k.vault_id from backup k where k.tenant_id = current_tenant())))', name);
  end loop;
  -- What is in them, of those that a recovery of theirs names and that was neither forbidden nor closed: whether it is open, the verb asks.
  foreach name in array array['backup_record', 'backup_content', 'backup_link', 'backup_epoch_key', 'backup_wrap'] loop
    execute format('alter policy own_tenant on %I using (tenant_id = current_tenant() and (at_home() or at_desk() and vault_id in (
      select k.vault_id from recovery r
      join recovery_backup n on n.tenant_id = r.tenant_id and n.recovery_id = r.id
      join backup k on k.tenant_id = n.tenant_id and k.id = n.backup_id
      where r.tenant_id = current_tenant() and r.opened_by = acting_at_desk() and r.vetoed_at is null and r.closed_at is null)))', name);
  end loop;
end
$$;
