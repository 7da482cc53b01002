import { serveBare } from "./serve.ts";

/** What the real server has to find out by itself is handed over ready-made: hashes, bucket, revision, count. */
export interface PutItem {
  readonly tenant: string;
  readonly user: string;
  readonly device: string;
  readonly vault: string;
  readonly clientMutationId: string;
  readonly manifest: string;
  readonly signature: string;
  readonly item: {
    readonly record: string;
    readonly class: number;
    readonly version: number;
    readonly schema: number;
    readonly epoch: number;
    readonly body: string;
    readonly key: string;
  };
  readonly made: {
    readonly revision: number;
    readonly hash: string;
    readonly count: number;
    readonly bucket: number;
    readonly leaf: string;
    readonly contentHash: string;
    readonly answer: string;
  };
}

const bytes = (text: string): Buffer => Buffer.from(text, "base64url");

/** `POST /`: the same rows into the same tables, a statement each, in one transaction. */
serveBare(async (pool, _, body) => {
  const { tenant, user, device, vault, clientMutationId, manifest, signature, item, made }: PutItem = JSON.parse(body);
  const now = new Date();
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query({
      name: "head",
      text: "update vault set revision = $3, head = $4, count = $5 where tenant_id = $1 and id = $2",
      values: [tenant, vault, made.revision, bytes(made.hash), made.count],
    });
    await client.query({
      name: "manifest",
      text: `insert into manifest (tenant_id, vault_id, revision, hash, manifest, signature, created_at)
             values ($1, $2, $3, $4, $5, $6, $7)`,
      values: [tenant, vault, made.revision, bytes(made.hash), bytes(manifest), bytes(signature), now],
    });
    await client.query({
      name: "record",
      text: `insert into record (tenant_id, vault_id, id, bucket, revision, class, version, trashed_since, schema, epoch, body, key, leaf)
             values ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10, $11, $12)`,
      values: [
        ...[tenant, vault, item.record, made.bucket, made.revision, item.class, item.version],
        ...[item.schema, item.epoch, item.body, item.key, bytes(made.leaf)],
      ],
    });
    await client.query({
      name: "committed",
      text: `insert into committed (tenant_id, user_id, client_mutation_id, device_id, content_hash, answer, created_at)
             values ($1, $2, $3, $4, $5, $6, $7)`,
      values: [tenant, user, clientMutationId, device, bytes(made.contentHash), made.answer, now],
    });
    await client.query("commit");
  } finally {
    client.release();
  }
  return JSON.stringify({ data: { commit: { vault, revision: made.revision, hash: made.hash } } });
});
