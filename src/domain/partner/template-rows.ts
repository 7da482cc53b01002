import type { UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import { type CutRow, cutToBytes } from "../cut.ts";

export interface TemplateRow {
  template: string;
  version: number;
  hash: Uint8Array;
  signed: Uint8Array;
  name: string;
  labels: readonly string[];
  withdrawn: boolean;
  author: UserId;
  updatedAt: Date;
}

const template = `select template_id as template, version, hash, signed, name, to_json(labels) as labels, withdrawn, author_id as author, updated_at
  from partner_template where partner_id = current_partner()`;

const listTemplatesStatement = statement<TemplateRow & CutRow>(
  "partner_list_templates",
  `${cutToBytes(`${template} and template_id > $1 order by template_id limit $2`, "signed", "template")} order by template`,
);
export const listTemplates = (after: string, limit: number) => bind(listTemplatesStatement, after, limit);

const findTemplateStatement = statement<TemplateRow>("partner_find_template", `${template} and template_id = $1`);
export const findTemplate = (id: string) => bind(findTemplateStatement, id);

const loadTemplateGroundStatement = statement<{ templates: number; linkHash: Uint8Array | null }>(
  "partner_load_template_ground",
  `select (select count(*)::integer from partner_template where partner_id = current_partner()) as templates,
     (select hash from roster_link where tenant_id = current_tenant() and roster_id = current_tenant() and seq = $1) as link_hash`,
);
/** How many there are, and the link of the partner's roster that a template names. */
export const loadTemplateGround = (seq: number) => bind(loadTemplateGroundStatement, seq);

const putTemplateStatement = statement(
  "partner_put_template",
  `insert into partner_template (partner_id, template_id, version, hash, signed, name, labels, withdrawn, author_id, updated_at)
   values (current_partner(), $1, $2, $3, $4, $5, $6, $7, $8, $9)
   on conflict (partner_id, template_id) do update set version = excluded.version, hash = excluded.hash, signed = excluded.signed,
     name = excluded.name, labels = excluded.labels, withdrawn = excluded.withdrawn, author_id = excluded.author_id, updated_at = excluded.updated_at`,
);
export const putTemplateRow = (row: TemplateRow) =>
  bind(
    putTemplateStatement,
    row.template,
    row.version,
    row.hash,
    row.signed,
    row.name,
    row.labels,
    row.withdrawn,
    row.author,
    row.updatedAt,
  );
