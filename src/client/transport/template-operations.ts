import { fieldOf, readBytes, readList, readNext, readOneOf } from "./answer.ts";
import type { Operation } from "./http.ts";

/** Templates of the partner, as they were signed. */
export const templatesOperation: Operation<
  { after: string | null },
  { readonly templates: readonly Uint8Array[]; readonly next: string | null }
> = {
  name: "Templates",
  document:
    "query Templates($after: String) { partner { templates(first: 50, after: $after) { edges { node { signed } } pageInfo { hasNextPage endCursor } } } }",
  read: (data) => {
    const page = fieldOf(fieldOf(data, "partner"), "templates");
    return {
      templates: readList(page, "edges", (edge) => readBytes(fieldOf(edge, "node"), "signed")),
      next: readNext(page),
    };
  },
};

const answers = ["TemplatePut", "StaleTemplate", "TemplateRefused"] as const;

export const putTemplateOperation: Operation<{ input: { signed: string } }, (typeof answers)[number]> = {
  name: "PutTemplate",
  document: "mutation PutTemplate($input: PutTemplateInput!) { putTemplate(input: $input) { __typename } }",
  read: (data) => readOneOf(fieldOf(data, "putTemplate"), "__typename", answers),
};
