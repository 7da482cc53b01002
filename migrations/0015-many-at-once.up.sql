-- What changed in a vault is read once for all who follow it, and for each of them it is asked whether they may read it.

-- Which of these sessions of the tenant that was entered may read a vault now: by their places, from 1, and whose they are. As
-- `enter` and `readable_vault` say for one of them, and of nobody whom there is anything more to be asked about: a session by
-- its newest token alone, for the app or the portal, of somebody active. No account vault: it says where all else is.
create function readers_of(vault uuid, hashes bytea[], peers text[])
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
      and (surface = 'APP' or surface = 'PORTAL')
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

revoke all on function readers_of(uuid, bytea[], text[]) from public;
grant execute on function readers_of(uuid, bytea[], text[]) to :application_role;
