-- Labels by which somebody's scope, or a machine's, goes are words of those who give scopes.

-- Whether a label of the partner that was entered says whom somebody, or something, of it sees. For other functions alone.
create function binding_labels(labels text[]) returns boolean
  language sql stable
  set search_path = public, pg_temp
as $$
  select exists (select from partner_staff s where s.tenant_id = current_partner() and s.labels && $1)
    or exists (select from machine m where m.tenant_id = current_partner() and m.ended_at is null and m.labels && $1)
$$;

-- Whether the actor gives others their scope: in person, with all companies in their own. For other functions alone.
create function gives_scopes() returns boolean
  language sql stable
  set search_path = public, pg_temp
as $$
  select nullif(current_setting('app.machine', true), '') is null
    and exists (select from standing_of(current_partner(), current_actor()) s where s.scope = 'ALL' and s.role in ('OWNER', 'ADMINISTRATOR'))
$$;

-- Gives a company of the partner these labels, where some are said, else it adds and takes away: DONE or UNCHANGED, or why not.
create or replace function label_company(company uuid, said text[], added text[], removed text[], now timestamptz) returns text
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  before  text[];
  behind  text[];
  changed text[];
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
  end if;
  changed := array(
    (select unnest(before) except select unnest(behind)) union all (select unnest(behind) except select unnest(before)));
  if not gives_scopes() and binding_labels(changed) then
    return 'LABELS_BIND';
  elsif cardinality(behind) > 20 or too_many_labels($1, behind) then
    return 'LABELS';
  end if;
  update partner_company c set labels = behind where c.partner_id = current_partner() and c.tenant_id = $1;
  perform note_of_company($1, 'COMPANY_LABELLED', $5);
  return 'DONE';
end
$$;

revoke all on function binding_labels(text[]), gives_scopes() from public;
