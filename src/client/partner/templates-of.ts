import { formatUuid } from "../../crypto/uuid.ts";
import type { Core } from "../core.ts";
import { readDocument } from "../policy/binding.ts";
import { applyTo, previewFor } from "./apply-templates.ts";
import { overCompanies } from "./over.ts";
import { put } from "./put-template.ts";
import { companiesFor } from "./reads.ts";
import type { PartnerTemplates, Template, TemplatePreview } from "./templates.ts";
import { fetchTemplates, type Verified } from "./verified-templates.ts";

export function templatesOf(core: Core): PartnerTemplates {
  return {
    list: async () => {
      const all = await fetchTemplates(core);
      return [...all.values()]
        .map(viewOf)
        .sort((a, b) => a.name.localeCompare(b.name) || (a.template < b.template ? -1 : 1));
    },
    put: (input) => put(core, input),
    preview: async (over = {}) => {
      const templates = [...(await fetchTemplates(core)).values()];
      const previews: TemplatePreview[] = [];
      await overCompanies(await companiesFor(core, over), over, async (company) => {
        const preview = await previewFor(core, company, templates);
        previews.push(preview);
        return preview.settings.length > 0;
      });
      return previews;
    },
    apply: async (over = {}) => {
      const templates = [...(await fetchTemplates(core)).values()];
      return overCompanies(await companiesFor(core, over), over, (company) => applyTo(core, company, templates));
    },
  };
}

function viewOf({ signed: { template: its }, counts }: Verified): Template {
  const { template, name, version, labels, document, author } = its;
  const says = document && readDocument(document).policies;
  return { template: formatUuid(template), name, version, labels, says, by: formatUuid(author.user), counts };
}
