import { serveBare } from "./serve.ts";

/** `GET /<tenant>/<user>`: the same columns of the same row. */
serveBare(async (pool, path) => {
  const [, tenant, user] = path.split("/");
  const { rows } = await pool.query({
    name: "viewer",
    text: `select id as "user", address, name, role from "user" where tenant_id = $1 and id = $2`,
    values: [tenant, user],
  });
  return JSON.stringify({ data: { viewer: rows[0] } });
});
