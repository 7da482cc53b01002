-- Buckets are read vault by vault (docs/adr/0007): nothing looks a single one up any more.
drop index record_by_bucket;
