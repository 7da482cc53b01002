drop function enter_by_code(bytea, uuid, uuid, timestamptz);
drop table account_code;
