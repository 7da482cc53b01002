-- What the version before cannot hold goes: service accounts, webhooks, and all that was reported of passwords.
drop function withdraw_health(text);
drop function publish_health(text, integer, uuid[], integer[], integer, timestamptz);
drop function list_health();
drop function enter_to_publish_health(uuid);
drop function report_health(integer, integer, integer, integer, integer, timestamptz);
drop table health_published;
drop table health_contribution;
drop table health_report;
alter table user_policy drop column health_counters;
drop table webhook_dead_letter;
drop table webhook;
drop table service_account;
drop table machine;
