import type { RosterId, TenantId, UserId } from "../ids.ts";

/**
 * What rings when a vault changes, or a roster of that id; the tenant's own for all of its rosters that are no vault's.
 * Ids of vaults and rosters are made by clients, so a tenant's topics are apart from all others'.
 */
export const topicOf = (tenant: TenantId, roster: RosterId | TenantId): string => `${tenant} ${roster}`;

/** What rings when the tenant's log has grown. */
export const auditTopic = (tenant: TenantId): string => `${tenant} audit`;

/** What rings when a partner's feed has grown, or who may see what of it may have changed. */
export const feedTopic = (partner: TenantId): string => `${partner} feed`;

/** What rings when the roster of the tenant or of one of its groups changes. */
export const tenantTopic = (tenant: TenantId): string => topicOf(tenant, tenant);

/** What rings when a share is offered to somebody by name, or taken from them. */
export const inboxTopic = (tenant: TenantId, user: UserId): string => `${tenant} inbox ${user}`;

/** What rings when a key was handed to a user, or to a group: nothing of what they read has changed, but more of it opens. */
export const keysTopic = (tenant: TenantId, recipient: RosterId | UserId): string => `${tenant} keys ${recipient}`;

/** Of users and groups that are put into a share, or taken out of it: which of both an id is, they need not know. */
export const topicsOfRecipients = (tenant: TenantId, recipients: readonly RosterId[]): string[] =>
  recipients.flatMap((id) => [topicOf(tenant, id), inboxTopic(tenant, id as string as UserId)]);
