/** What recipients said counts for as long as they are some: whoever comes again later is asked again. */
import type { RosterId, UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

/** Whether who gave the answer `a` is in that share, by name or by a group, through recipients whose id is such. */
export const hasWay = (such: string): string => `exists (
     select from share_recipient r left join user_group g on g.tenant_id = r.tenant_id and g.id = r.group_id
     where r.tenant_id = current_tenant() and r.share_id = a.share_id and not r.gone and r.recipient_id ${such}
       and (r.user_id = a.user_id or g.class = 'EVERYONE' or exists (
         select from group_member m where m.tenant_id = r.tenant_id and m.group_id = r.group_id and m.user_id = a.user_id)))`;

const silenceGroupStatement = statement(
  "share_silence_group",
  `delete from share_answer a using share_recipient had, group_member m
   where had.tenant_id = current_tenant() and had.group_id = $1 and m.tenant_id = current_tenant() and m.group_id = $1
     and a.tenant_id = current_tenant() and a.share_id = had.share_id and a.user_id = m.user_id
     and ($2::uuid is null or a.user_id = $2) and not ${hasWay("<> $1")}`,
);
/** Before somebody is taken out of a group that shares have, or, where nobody is named, before it ends. */
export const silenceGroup = (group: RosterId, user: UserId | null) => bind(silenceGroupStatement, group, user);
