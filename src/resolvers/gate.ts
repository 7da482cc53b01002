import type { GraphQLFieldResolver, GraphQLObjectType, GraphQLSchema } from "graphql";
import { Failure } from "../errors.ts";
import type { Context } from "./context.ts";

/** Who may call a root field at all. What it then shows or does is for its verb to decide. */
export const rootFields: Readonly<Record<string, "ANYONE" | "SESSION">> = {
  "Query.node": "SESSION",
  "Query.viewer": "SESSION",
  "Query.sync": "SESSION",
  "Mutation.requestSignUp": "ANYONE",
  "Mutation.completeSignUp": "ANYONE",
  "Mutation.requestChallenge": "ANYONE",
  "Mutation.signIn": "ANYONE",
  "Mutation.refreshSession": "ANYONE",
  "Mutation.signOut": "SESSION",
  "Mutation.changePassword": "SESSION",
  "Mutation.rotateAccount": "SESSION",
  "Mutation.makeAccountCode": "SESSION",
  "Mutation.removeAccountCode": "SESSION",
  "Mutation.openByAccountCode": "ANYONE",
  "Mutation.recoverAccount": "ANYONE",
  "Mutation.renameDevice": "SESSION",
  "Mutation.revokeDevice": "SESSION",
  "Mutation.openDeviceRequest": "ANYONE",
  "Mutation.collectApproval": "ANYONE",
  "Mutation.withdrawDeviceRequest": "ANYONE",
  "Mutation.approveDeviceRequest": "SESSION",
  "Mutation.refuseDeviceRequest": "SESSION",
  "Mutation.commit": "SESSION",
  "Mutation.offerHeads": "SESSION",
  "Mutation.uploadVault": "SESSION",
  "Subscription.changes": "SESSION",
};

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
    const audience = rootFields[`${root.name}.${field.name}`];
    if (audience === undefined) throw new Error(`${root.name}.${field.name} says to nobody whether it is open.`);
    if (audience === "ANYONE") continue;
    if (field.subscribe) field.subscribe = demandToken(field.subscribe);
    else if (field.resolve) field.resolve = demandToken(field.resolve);
  }
}

const demandToken =
  (resolve: GraphQLFieldResolver<unknown, Context>): GraphQLFieldResolver<unknown, Context> =>
  (root, args, context, info) => {
    if (context.request.accessHash === null) throw new Failure("UNAUTHENTICATED");
    return resolve(root, args, context, info);
  };
