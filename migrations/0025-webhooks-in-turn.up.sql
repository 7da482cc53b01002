-- Webhooks take turns, and those of one partner keep no other's waiting.

-- When it was taken to be delivered last.
alter table webhook add column taken_at timestamptz;

-- Takes webhooks to which something is due, for a time: first those that were taken longest ago, and of one partner no more than
-- `each` at once, with those that are held already.
create function lease_webhooks(now timestamptz, most integer, lease uuid, until timestamptz, each integer)
  returns table (tenant_id uuid, id uuid)
  language plpgsql security definer
  set search_path = public, pg_temp
as $$
#variable_conflict use_column
begin
  -- Who takes some is alone with that: else two would each take as many of one partner.
  perform pg_advisory_xact_lock(hashtext('lease_webhooks'));
  return query
  update webhook w set lease = $3, leased_until = $4, taken_at = $1
  from (
    select d.tenant_id, d.id from webhook d
    join (
      select r.tenant_id, r.id, row_number() over (partition by r.tenant_id order by r.taken_at nulls first, r.id)
          + (select count(*) from webhook h where h.tenant_id = r.tenant_id and h.leased_until > $1) as place
      from webhook r
      join machine m on m.tenant_id = r.tenant_id and m.id = r.id and m.ended_at is null
      where r.active and (r.leased_until is null or r.leased_until <= $1)
        and ((r.due_at is null or r.due_at <= $1)
             and exists (select from partner_feed_head h where h.partner_id = r.tenant_id and h.revision > r.told)
          or exists (select from webhook_dead_letter l where l.tenant_id = r.tenant_id and l.webhook_id = r.id and l.replaying))
    ) as due on due.tenant_id = d.tenant_id and due.id = d.id and due.place <= $5
    where d.leased_until is null or d.leased_until <= $1
    order by d.taken_at nulls first, due.place, d.tenant_id, d.id limit $2 for update of d skip locked
  ) as taken
  where w.tenant_id = taken.tenant_id and w.id = taken.id
  returning w.tenant_id, w.id;
end
$$;
drop function lease_webhooks(timestamptz, integer, uuid, timestamptz);
revoke all on function lease_webhooks(timestamptz, integer, uuid, timestamptz, integer) from public;
grant execute on function lease_webhooks(timestamptz, integer, uuid, timestamptz, integer) to :application_role;
