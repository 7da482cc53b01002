import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { MigrationInterface, QueryRunner } from "typeorm";

/** One pair `NNNN-name.up.sql`, `NNNN-name.down.sql` of this folder. */
export interface MigrationText {
  /** `NNNN-name-` and 13 digits: TypeORM orders migrations by a number at the end of their name. */
  readonly name: string;
  readonly up: string;
  readonly down: string;
  /** SHA-256 of `up`, hexadecimal. Recorded when it is applied; the text is frozen from then on. */
  readonly checksum: string;
}

/** The migrations of this version, first one first. */
export const migrationTexts: readonly MigrationText[] = readTexts(new URL("./", import.meta.url));

function readTexts(folder: URL): MigrationText[] {
  const text = (file: string) => readFileSync(new URL(file, folder), "utf8");
  return readdirSync(folder)
    .filter((file) => /^\d{4}-[a-z0-9-]+\.up\.sql$/.test(file))
    .sort()
    .map((file) => {
      const stem = file.replace(".up.sql", "");
      const up = text(file);
      return {
        name: `${stem}-${1_000_000_000_000 + Number(stem.slice(0, 4))}`,
        up,
        down: text(`${stem}.down.sql`),
        checksum: createHash("sha256").update(up).digest("hex"),
      };
    });
}

/**
 * The migrations as TypeORM wants them. `applicationRole` is the role that they grant to, which their text calls
 * `:application_role`. Each notes its checksum in `applied_migration`, which that role may read.
 */
export function migrationsFor(applicationRole: string, texts: readonly MigrationText[] = migrationTexts) {
  const role = `"${applicationRole.replaceAll('"', '""')}"`;
  const withRole = (sql: string) => sql.replaceAll(":application_role", () => role);
  return texts.map(
    (text) =>
      class implements MigrationInterface {
        readonly name = text.name;

        async up(runner: QueryRunner): Promise<void> {
          await runner.query(
            withRole(`create table if not exists applied_migration (
              name     text not null constraint applied_migration_key primary key,
              checksum text not null
            );
            grant select on applied_migration to :application_role`),
          );
          await runner.query(withRole(text.up));
          await runner.query("insert into applied_migration (name, checksum) values ($1, $2)", [
            text.name,
            text.checksum,
          ]);
        }

        async down(runner: QueryRunner): Promise<void> {
          await runner.query(withRole(text.down));
          await runner.query("delete from applied_migration where name = $1", [text.name]);
        }
      },
  );
}
