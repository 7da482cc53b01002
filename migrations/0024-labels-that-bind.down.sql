create or replace function label_company(company uuid, said text[], added text[], removed text[], now timestamptz) returns text
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
drop function gives_scopes();
drop function binding_labels(text[]);
