import type { GraphQLField, GraphQLFieldResolver, GraphQLObjectType, GraphQLSchema } from "graphql";
import type { Surface } from "../domain/context.ts";
import { dangerous, demandStepUp } from "../domain/second-factor/step-up.ts";
import { findActor } from "../domain/session/find-actor.ts";
import { Failure } from "../errors.ts";
import type { Context } from "./context.ts";

/** Whom a root field serves: anyone, or sessions of these surfaces. */
export type Audience = "ANYONE" | readonly Surface[];

const everywhere = ["APP", "PORTAL", "PARTNER"] as const;
const portal = ["PORTAL", "PARTNER"] as const;
/** For the staff of a partner: the database says who that is when their verb enters for it. */
const partner = ["PARTNER"] as const;
/** For service accounts as well: what each of them may, its scopes say. */
const machinesToo = ["PARTNER", "SERVICE"] as const;
/** For service accounts as well, whom the database shows nothing but companies: all else that has a global id is a session's. */
const nodes = ["APP", "PORTAL", "PARTNER", "SERVICE"] as const;
/** Also whoever was removed: to look at what is their own, and to go elsewhere with it. */
const formerToo = ["APP", "PORTAL", "PARTNER", "FORMER"] as const;
/** Also whoever's password is too old: to change it, and what that needs. */
const oldPasswordToo = ["APP", "PORTAL", "PARTNER", "PASSWORD"] as const;
/** Also whoever lacks the second factor that the company demands: to add one. */
const lackingFactorToo = ["APP", "PORTAL", "PARTNER", "FACTOR"] as const;
const allToo = ["APP", "PORTAL", "PARTNER", "FORMER", "PASSWORD"] as const;
const everyone = ["APP", "PORTAL", "PARTNER", "FORMER", "PASSWORD", "FACTOR"] as const;

/** Whom a root field serves at all. What it then shows or does is for its verb to decide. */
export const rootFields: Readonly<Record<string, Audience>> = {
  "Query.node": nodes,
  "Query.viewer": allToo,
  "Query.sync": allToo,
  "Query.shares": everywhere,
  "Query.share": everywhere,
  "Query.companyShares": portal,
  "Query.visits": everywhere,
  "Query.backups": portal,
  "Query.backupContent": portal,
  "Query.backupExport": portal,
  "Query.recoveries": portal,
  "Query.recovery": portal,
  "Query.recoveryCanary": portal,
  "Query.recoveryReadiness": portal,
  "Query.breachedRanges": everywhere,
  "Query.partnerEvents": machinesToo,
  "Query.companyAtDesk": partner,
  "Query.partner": machinesToo,
  "Query.partnerOffer": portal,
  "Mutation.requestSignUp": "ANYONE",
  "Mutation.completeSignUp": "ANYONE",
  "Mutation.requestChallenge": "ANYONE",
  "Mutation.signIn": "ANYONE",
  "Mutation.refreshSession": "ANYONE",
  "Mutation.signOut": everyone,
  "Mutation.changePassword": oldPasswordToo,
  "Mutation.rotateAccount": everywhere,
  "Mutation.moveAccount": formerToo,
  "Mutation.makeAccountCode": everywhere,
  "Mutation.removeAccountCode": everywhere,
  "Mutation.openByAccountCode": "ANYONE",
  "Mutation.recoverAccount": "ANYONE",
  "Mutation.setLocale": everywhere,
  "Mutation.renameDevice": everywhere,
  "Mutation.revokeDevice": everywhere,
  "Mutation.openDeviceRequest": "ANYONE",
  "Mutation.collectApproval": "ANYONE",
  "Mutation.withdrawDeviceRequest": "ANYONE",
  "Mutation.approveDeviceRequest": everywhere,
  "Mutation.refuseDeviceRequest": everywhere,
  "Mutation.proveSecondFactor": "ANYONE",
  "Mutation.requestStepUp": allToo,
  "Mutation.beginTotp": lackingFactorToo,
  "Mutation.confirmTotp": lackingFactorToo,
  "Mutation.beginWebAuthn": lackingFactorToo,
  "Mutation.confirmWebAuthn": lackingFactorToo,
  "Mutation.removeSecondFactor": everywhere,
  "Mutation.makeSpareCodes": everywhere,
  "Mutation.resetSecondFactor": portal,
  "Mutation.commit": everywhere,
  "Mutation.changeShare": everywhere,
  "Mutation.openShareInvitation": "ANYONE",
  "Mutation.joinShare": everywhere,
  "Mutation.answerShare": everywhere,
  "Mutation.deliverShareWraps": everywhere,
  "Mutation.refuseShareWrap": everywhere,
  "Mutation.openInvitation": "ANYONE",
  "Mutation.administerTenant": portal,
  "Mutation.changeRosters": everywhere,
  "Mutation.deliverWraps": everywhere,
  "Mutation.refuseWrap": everywhere,
  "Mutation.requestAddressChange": everywhere,
  "Mutation.deletePerson": portal,
  "Mutation.redeemTenantCode": portal,
  "Mutation.administerCompany": partner,
  "Mutation.foundCompany": partner,
  "Mutation.openRecoveryAtDesk": partner,
  "Mutation.closeRecoveryAtDesk": partner,
  "Mutation.acceptPartner": portal,
  "Mutation.redeemPartnerCode": portal,
  "Mutation.leavePartner": portal,
  "Mutation.setStaff": partner,
  "Mutation.removeStaff": partner,
  "Mutation.makeOffer": partner,
  "Mutation.voidOffer": partner,
  "Mutation.putTemplate": partner,
  "Mutation.setCompanyLabels": machinesToo,
  "Mutation.setCompanyReference": machinesToo,
  "Mutation.changeCompanyPlan": machinesToo,
  "Mutation.setCompanySeats": machinesToo,
  "Mutation.suspendCompany": partner,
  "Mutation.resumeCompany": machinesToo,
  "Mutation.bulkCompanies": partner,
  "Mutation.releaseCompany": partner,
  "Mutation.takeBackups": portal,
  "Mutation.openRecovery": portal,
  "Mutation.approveRecovery": portal,
  "Mutation.vetoRecovery": portal,
  "Mutation.closeRecovery": portal,
  "Mutation.reportDrill": portal,
  "Mutation.reportItemEvents": everywhere,
  "Mutation.reportHealth": everywhere,
  "Mutation.createServiceAccount": partner,
  "Mutation.revokeServiceAccount": partner,
  "Mutation.takeOverServiceAccount": partner,
  "Mutation.createWebhook": partner,
  "Mutation.updateWebhook": partner,
  "Mutation.rotateWebhookSecret": partner,
  "Mutation.testWebhook": partner,
  "Mutation.replayWebhook": partner,
  "Mutation.deleteWebhook": partner,
  "Mutation.offerHeads": everywhere,
  "Mutation.uploadVault": everywhere,
  "Subscription.changes": everywhere,
  "Subscription.auditNews": portal,
  "Subscription.partnerEvents": machinesToo,
};

/**
 * What is asked in a visit to a share of another company, and no more (PROTOCOL §4.12): what it then shows or does is of that share
 * alone.
 */
export const visitFields: ReadonlySet<string> = new Set([
  "Query.share",
  "Query.sync",
  "Mutation.commit",
  "Mutation.changeShare",
  "Mutation.refuseShareWrap",
  "Subscription.changes",
]);

/**
 * Closes every root field to callers without a token, but for those that say otherwise. Throws for a root field that
 * says nothing: a new one stays closed until somebody decides.
 */
export function gateRootFields(schema: GraphQLSchema): GraphQLSchema {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  for (const root of roots) if (root) gate(root);
  return schema;
}

function gate(root: GraphQLObjectType): void {
  for (const field of Object.values(root.getFields())) {
    const name = `${root.name}.${field.name}`;
    const audience = rootFields[name];
    if (audience === undefined) throw new Error(`${name} says to nobody whether it is open.`);
    if (audience !== "ANYONE") demandOf(root, field, audience);
    if (visitFields.has(name)) continue;
    if (field.subscribe) field.subscribe = demandHome(field.subscribe);
    else if (field.resolve) field.resolve = demandHome(field.resolve);
  }
}

function demandOf(root: GraphQLObjectType, field: GraphQLField<unknown, Context>, audience: readonly Surface[]): void {
  if (isDangerous(root, field.name) && field.resolve) field.resolve = demandFactor(field.resolve);
  if (field.subscribe) field.subscribe = demandSession(audience, field.subscribe);
  else if (field.resolve) field.resolve = demandSession(audience, field.resolve);
}

/** Before anything else: who visits is told so of everything that is not for visits, whatever it is. */
const demandHome =
  (resolve: GraphQLFieldResolver<unknown, Context>): GraphQLFieldResolver<unknown, Context> =>
  (root, args, context, info) => {
    if (context.request.visit) throw new Failure("FORBIDDEN");
    return resolve(root, args, context, info);
  };

/** Audiences for which nobody has to be admitted by name: the database refuses whoever is not in them. */
const unnamed: ReadonlySet<readonly Surface[]> = new Set<readonly Surface[]>([everywhere, partner, machinesToo, nodes]);

/** To a program, which signs in nowhere. */
const forPeople =
  "A service account asks for `partner`, `partnerEvents` and `node`, and changes what its scopes name: this is for people who sign in.";

/** Every surface that this version serves, or else the session is asked what it is for, before anything else is done. */
const demandSession =
  (
    surfaces: readonly Surface[],
    resolve: GraphQLFieldResolver<unknown, Context>,
  ): GraphQLFieldResolver<unknown, Context> =>
  (root, args, context, info) => {
    if (context.request.accessHash === null) throw new Failure("UNAUTHENTICATED");
    if (context.request.service && !surfaces.includes("SERVICE")) throw new Failure("WRONG_SURFACE", forPeople);
    // The database refuses all other surfaces, unless a field says otherwise.
    // In a visit nobody is admitted for what is due at home.
    if (unnamed.has(surfaces) || context.request.visit) return resolve(root, args, context, info);
    if (surfaces !== portal) return resolve(root, args, admitting(context, surfaces), info);
    return demandSurface(context, surfaces).then(() => resolve(root, args, context, info));
  };

const admitting = (context: Context, surfaces: readonly Surface[]): Context => ({
  ...context,
  request: { ...context.request, admits: surfaces },
});

const isDangerous = (root: GraphQLObjectType, name: string): boolean =>
  root.name === "Mutation" && (dangerous.mutations as readonly string[]).includes(name);

/**
 * Before anything is done: what is asked of a session again that was shown no second factor lately is the same request. A token is no
 * session: by a second factor it was made, and for what.
 */
const demandFactor =
  (resolve: GraphQLFieldResolver<unknown, Context>): GraphQLFieldResolver<unknown, Context> =>
  (root, args, context, info) =>
    context.request.service
      ? resolve(root, args, context, info)
      : demandStepUp(context.request).then(() => resolve(root, args, context, info));

async function demandSurface({ request }: Context, surfaces: readonly Surface[]): Promise<void> {
  const { surface } = await findActor(request);
  if (!surfaces.includes(surface)) throw new Failure("WRONG_SURFACE");
}
