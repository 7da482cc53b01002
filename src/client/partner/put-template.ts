import { encodeBase64url } from "../../crypto/base64url.ts";
import { makeTemplate } from "../../crypto/client/template.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { inLabelOrder } from "../../crypto/template.ts";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { parseName } from "../account/begin.ts";
import { call } from "../account/session.ts";
import { tenantOf } from "../company/act.ts";
import { encodeChange } from "../company/policies/change.ts";
import { type Core, opened } from "../core.ts";
import { refuseInput, SealgraphError } from "../errors.ts";
import { putTemplateOperation } from "../transport/template-operations.ts";
import { rememberSeen } from "./memory.ts";
import type { PartnerTemplates } from "./templates.ts";
import { fetchTemplates } from "./verified-templates.ts";

export async function put(
  core: Core,
  { template, name, labels, says }: Parameters<PartnerTemplates["put"]>[0],
): Promise<string> {
  const all = await fetchTemplates(core);
  const before = template === undefined ? null : all.get(template)?.signed;
  if (before === undefined) throw new SealgraphError("NOT_FOUND", { part: "template" });
  const { user, own } = opened(core);
  const time = core.around.now();
  const id = before?.template.template ?? makeId(time);
  const document = (says && encodeChange({}, says)?.document) ?? null;
  const draft = { template: id, name: parseName(name, "name"), labels: inLabelOrder(labels), document };
  const made = signing(() => makeTemplate(tenantOf(core), { user, signing: own.signing, time }, draft, before));
  const answer = await call(core, putTemplateOperation, { input: { signed: encodeBase64url(made.signed) } });
  if (answer === "StaleTemplate") throw new SealgraphError("BUSY");
  if (answer === "TemplateRefused") throw new SealgraphError("LIMIT_EXCEEDED", { limit: "TEMPLATES" });
  const its = formatUuid(id);
  const partner = formatUuid(tenantOf(core).head.id);
  await rememberSeen(
    core,
    "templates",
    new Map([[`${partner}/${its}`, { position: made.template.version, hash: made.hash }]]),
  );
  return its;
}

function signing<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    if (error.code === "WRONG_AUTHOR") throw new SealgraphError("FORBIDDEN");
    return refuseInput(error.message.includes("label") ? "labels" : "template");
  }
}
