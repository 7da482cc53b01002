drop function lease_webhooks(timestamptz, integer, uuid, timestamptz, integer);
create function lease_webhooks(now timestamptz, most integer, lease uuid, until timestamptz) returns table (tenant_id uuid, id uuid)
  language sql security definer
  set search_path = public, pg_temp
as $$
  update webhook w set lease = $3, leased_until = $4
  from (
    select d.tenant_id, d.id from webhook d
    join machine m on m.tenant_id = d.tenant_id and m.id = d.id and m.ended_at is null
    where d.active and (d.leased_until is null or d.leased_until <= $1)
      and ((d.due_at is null or d.due_at <= $1)
           and exists (select from partner_feed_head h where h.partner_id = d.tenant_id and h.revision > d.told)
        or exists (select from webhook_dead_letter l where l.tenant_id = d.tenant_id and l.webhook_id = d.id and l.replaying))
    order by d.due_at nulls first, d.tenant_id, d.id limit $2 for update of d skip locked
  ) as due
  where w.tenant_id = due.tenant_id and w.id = due.id
  returning w.tenant_id, w.id
$$;
revoke all on function lease_webhooks(timestamptz, integer, uuid, timestamptz) from public;
grant execute on function lease_webhooks(timestamptz, integer, uuid, timestamptz) to :application_role;
alter table webhook drop column taken_at;
