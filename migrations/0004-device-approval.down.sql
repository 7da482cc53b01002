drop function refuse_device_request(uuid, timestamptz), approve_device_request(uuid, bytea, timestamptz),
  list_device_requests(timestamptz, integer), withdraw_device_request(uuid, bytea), collect_approval(uuid, bytea, timestamptz),
  open_device_request(uuid, text, bytea, bytea, timestamptz, timestamptz);
drop table device_request;
