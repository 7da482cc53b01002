import { serveBare } from "./serve.ts";

/** `GET /<tenant>`: the same columns of the same records, written as JSON by PostgreSQL. */
serveBare(async (pool, path) => {
  const { rows } = await pool.query({
    name: "full-sync",
    text: `select json_agg(changed)::text as records from (
      select vault_id as vault, id as record, revision, leaf is null as purged, class, version,
             case when trashed_since > 0 then to_timestamp(trashed_since / 1000.0) end as "trashedAt",
             folder_id as folder, schema, epoch, body, key, previous_leaf as "previousLeaf"
      from record where tenant_id = $1 order by vault_id, revision, id) as changed`,
    values: [path.slice(1)],
  });
  return `{"data":${rows[0].records}}`;
});
