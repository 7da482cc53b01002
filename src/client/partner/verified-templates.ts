/** Templates of policies, verified by the partner's own roster (PROTOCOL §4.17). */
import { ProtocolError } from "../../crypto/errors.ts";
import { checkTemplate, checkTemplateGoesOn, openSignedTemplate, type SignedTemplate } from "../../crypto/template.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import { tenantOf } from "../company/act.ts";
import { type Core, inTurn, opened } from "../core.ts";
import { ServerCaught } from "../errors.ts";
import { fetchAll } from "../sync/fetch.ts";
import { templatesOperation } from "../transport/template-operations.ts";
import { linkAt } from "../vault/chain.ts";
import { rememberSeen, seenOf } from "./memory.ts";

/** A template that an administrator of the partner signed; whether they are one still. */
export interface Verified {
  readonly signed: SignedTemplate;
  readonly counts: boolean;
}

/**
 * The newest version of every template, by id, each signed by an administrator of the partner, as its own verified roster says, and
 * none below what this device has seen. Throws SERVER_CAUGHT.
 */
export async function fetchTemplates(core: Core): Promise<ReadonlyMap<string, Verified>> {
  await inTurn(core, () => fetchAll(core));
  const partner = formatUuid(tenantOf(core).head.id);
  const seen = await seenOf(core, "templates");
  const found = new Map<string, Verified>();
  for (let after: string | null = null; ; ) {
    const page: { templates: readonly Uint8Array[]; next: string | null } = await call(core, templatesOperation, {
      after,
    });
    for (const signed of page.templates) {
      const its = open(core, signed);
      const id = formatUuid(its.signed.template.template);
      if (found.has(id)) throw new ServerCaught("MISMATCH", null);
      found.set(id, its);
    }
    if (page.next === null) break;
    after = page.next;
  }
  // A template is withdrawn by a version that says so: one that was seen is never simply gone.
  for (const [place, { position, hash }] of seen) {
    const [of, id = ""] = place.split("/");
    // What was seen of another partner, that the account was with before, is not this one's to show.
    if (of !== partner) continue;
    const its = found.get(id);
    if (its === undefined) throw new ServerCaught("WENT_BACK", null);
    catching(() => checkTemplateGoesOn({ version: position, hash }, its.signed));
  }
  const news = [...found].map(
    ([id, { signed }]) => [`${partner}/${id}`, { position: signed.template.version, hash: signed.hash }] as const,
  );
  await rememberSeen(core, "templates", new Map(news));
  return found;
}

/** By the partner's roster as it stood when it was signed, and as it stands here. */
function open(core: Core, bytes: Uint8Array): Verified {
  const { tenant } = opened(core).held;
  const newest = tenantOf(core);
  const headAt = (seq: number) => tenant && linkAt(tenant, seq);
  return catching(() => {
    const signed = openSignedTemplate(bytes);
    const { template } = signed;
    checkTemplate(template, tenant?.states[template.seq] ?? newest, headAt);
    return { signed, counts: isAllowed(() => checkTemplate(template, newest, headAt)) };
  });
}

function isAllowed(check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof ProtocolError && error.code === "WRONG_AUTHOR") return false;
    throw error;
  }
}

function catching<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProtocolError) throw new ServerCaught(error.code, null);
    throw error;
  }
}
