import {
  fieldOf,
  readBoolean,
  readCount,
  readDate,
  readList,
  readOneOf,
  readOptional,
  readText,
  readUuid,
} from "./answer.ts";
import type { Operation } from "./http.ts";

export const machineScopes = [
  "READ_COMPANIES",
  "READ_PEOPLE",
  "READ_AUDIT",
  "READ_EVENTS",
  "WRITE_LABELS",
  "WRITE_TERMS",
] as const;
export type MachineScope = (typeof machineScopes)[number];

export const machineStandings = ["ACTIVE", "EXPIRED", "ENDED", "WITHOUT_KEEPER"] as const;
export type MachineStanding = (typeof machineStandings)[number];

export const eventGroups = ["AUDIT", "POLICY", "READINESS", "SHARES"] as const;
export type EventGroup = (typeof eventGroups)[number];

export const webhookFailures = [
  "ADDRESS_REFUSED",
  "NAME_NOT_FOUND",
  "UNREACHABLE",
  "TLS_FAILED",
  "TIMED_OUT",
  "REDIRECTED",
  "REFUSED",
  "FAILED",
] as const;
export type WebhookFailure = (typeof webhookFailures)[number];

export const machineRefusals = ["TOO_MANY", "WIDER_THAN_OWN", "ADDRESS_REFUSED"] as const;
interface Refused {
  readonly refusal: (typeof machineRefusals)[number];
}

/** What accounts and webhooks have alike. */
export interface MachineAnswer {
  readonly labels: readonly string[] | null;
  readonly companies: readonly string[] | null;
}

const accountFields =
  "account name prefix scopes labels companies perMinute keeper madeAt expiresAt lastUsedAt standing";
const webhookFields =
  "webhook name url groups labels companies keeper madeAt active standing lastDeliveredAt failingSince lastFailure tries nextTryAt formerSecretUntil deadLetters { letter diedAt failure replayAskedAt }";

const readTexts = (value: unknown, name: string): readonly string[] =>
  readList(value, name, (each) => readText({ each }, "each"));
const readUuids = (value: unknown, name: string): readonly string[] =>
  readList(value, name, (each) => readUuid({ each }, "each"));
const readChoices = <T extends string>(value: unknown, name: string, of: readonly T[]): readonly T[] =>
  readList(value, name, (each) => readOneOf({ each }, "each", of));
const readFailure = (value: unknown, name: string): WebhookFailure => readOneOf(value, name, webhookFailures);

const readAccount = (value: unknown) => ({
  account: readUuid(value, "account"),
  name: readText(value, "name"),
  prefix: readText(value, "prefix"),
  scopes: readChoices(value, "scopes", machineScopes),
  labels: readOptional(value, "labels", readTexts),
  companies: readOptional(value, "companies", readUuids),
  perMinute: readCount(value, "perMinute"),
  keeper: readUuid(value, "keeper"),
  createdAt: readDate(value, "madeAt"),
  expiresAt: readDate(value, "expiresAt"),
  lastUsedAt: readOptional(value, "lastUsedAt", readDate),
  standing: readOneOf(value, "standing", machineStandings),
});

const readWebhook = (value: unknown) => ({
  webhook: readUuid(value, "webhook"),
  name: readText(value, "name"),
  url: readText(value, "url"),
  groups: readChoices(value, "groups", eventGroups),
  labels: readOptional(value, "labels", readTexts),
  companies: readOptional(value, "companies", readUuids),
  keeper: readUuid(value, "keeper"),
  createdAt: readDate(value, "madeAt"),
  active: readBoolean(value, "active"),
  standing: readOneOf(value, "standing", machineStandings),
  lastDeliveredAt: readOptional(value, "lastDeliveredAt", readDate),
  failingSince: readOptional(value, "failingSince", readDate),
  lastFailure: readOptional(value, "lastFailure", readFailure),
  tries: readCount(value, "tries"),
  nextTryAt: readOptional(value, "nextTryAt", readDate),
  formerSecretUntil: readOptional(value, "formerSecretUntil", readDate),
  deadLetters: readList(value, "deadLetters", (each) => ({
    letter: readUuid(each, "letter"),
    diedAt: readDate(each, "diedAt"),
    failure: readFailure(each, "failure"),
    replayAskedAt: readOptional(each, "replayAskedAt", readDate),
  })),
});

/** What a union of something made and `MachineRefused` answers. */
const readMade =
  <T>(read: (made: unknown) => T) =>
  (result: unknown): T | Refused =>
    readText(result, "__typename") === "MachineRefused"
      ? { refusal: readOneOf(result, "refusal", machineRefusals) }
      : read(result);

export const listServiceAccountsOperation: Operation<
  Record<string, never>,
  readonly ReturnType<typeof readAccount>[]
> = {
  name: "ServiceAccounts",
  document: `query ServiceAccounts { partner { serviceAccounts { ${accountFields} } } }`,
  read: (data) => readList(fieldOf(data, "partner"), "serviceAccounts", readAccount),
};

export const createServiceAccountOperation: Operation<
  { readonly input: object },
  { readonly account: string; readonly token: string } | Refused
> = {
  name: "CreateServiceAccount",
  document: `mutation CreateServiceAccount($input: CreateServiceAccountInput!) {
  createServiceAccount(input: $input) {
    __typename
    ... on ServiceAccountCreated { account { account } token }
    ... on MachineRefused { refusal }
  }
}`,
  read: (data) =>
    readMade((made) => ({
      account: readUuid(fieldOf(made, "account"), "account"),
      token: readText(made, "token"),
    }))(fieldOf(data, "createServiceAccount")),
};

interface AboutAccount {
  readonly input: { readonly account: string };
}

export const revokeServiceAccountOperation: Operation<AboutAccount, void> = {
  name: "RevokeServiceAccount",
  document:
    "mutation RevokeServiceAccount($input: ServiceAccountInput!) { revokeServiceAccount(input: $input) { account { account } } }",
  read: (data) => void fieldOf(fieldOf(data, "revokeServiceAccount"), "account"),
};

export const takeOverServiceAccountOperation: Operation<AboutAccount, void> = {
  name: "TakeOverServiceAccount",
  document:
    "mutation TakeOverServiceAccount($input: ServiceAccountInput!) { takeOverServiceAccount(input: $input) { account { account } } }",
  read: (data) => void fieldOf(fieldOf(data, "takeOverServiceAccount"), "account"),
};

export const listWebhooksOperation: Operation<Record<string, never>, readonly ReturnType<typeof readWebhook>[]> = {
  name: "Webhooks",
  document: `query Webhooks { partner { webhooks { ${webhookFields} } } }`,
  read: (data) => readList(fieldOf(data, "partner"), "webhooks", readWebhook),
};

export const createWebhookOperation: Operation<
  { readonly input: object },
  { readonly webhook: string; readonly secret: string } | Refused
> = {
  name: "CreateWebhook",
  document: `mutation CreateWebhook($input: CreateWebhookInput!) {
  createWebhook(input: $input) {
    __typename
    ... on WebhookCreated { webhook { webhook } secret }
    ... on MachineRefused { refusal }
  }
}`,
  read: (data) =>
    readMade((made) => ({
      webhook: readUuid(fieldOf(made, "webhook"), "webhook"),
      secret: readText(made, "secret"),
    }))(fieldOf(data, "createWebhook")),
};

export const updateWebhookOperation: Operation<{ readonly input: object }, ReturnType<typeof readWebhook> | Refused> = {
  name: "UpdateWebhook",
  document: `mutation UpdateWebhook($input: UpdateWebhookInput!) {
  updateWebhook(input: $input) {
    __typename
    ... on WebhookUpdated { webhook { ${webhookFields} } }
    ... on MachineRefused { refusal }
  }
}`,
  read: (data) => readMade((made) => readWebhook(fieldOf(made, "webhook")))(fieldOf(data, "updateWebhook")),
};

interface AboutWebhook {
  readonly input: { readonly webhook: string };
}

export const rotateWebhookOperation: Operation<AboutWebhook, { readonly secret: string }> = {
  name: "RotateWebhookSecret",
  document: "mutation RotateWebhookSecret($input: WebhookInput!) { rotateWebhookSecret(input: $input) { secret } }",
  read: (data) => ({ secret: readText(fieldOf(data, "rotateWebhookSecret"), "secret") }),
};

export const testWebhookOperation: Operation<
  AboutWebhook,
  { readonly failure: WebhookFailure | null; readonly status: number | null }
> = {
  name: "TestWebhook",
  document: "mutation TestWebhook($input: WebhookInput!) { testWebhook(input: $input) { failure status } }",
  read: (data) => {
    const tested = fieldOf(data, "testWebhook");
    return {
      failure: readOptional(tested, "failure", readFailure),
      status: readOptional(tested, "status", readCount),
    };
  },
};

export const replayWebhookOperation: Operation<
  { readonly input: { readonly webhook: string; readonly letter?: string; readonly after?: string } },
  void
> = {
  name: "ReplayWebhook",
  document:
    "mutation ReplayWebhook($input: ReplayWebhookInput!) { replayWebhook(input: $input) { webhook { webhook } } }",
  read: (data) => void fieldOf(fieldOf(data, "replayWebhook"), "webhook"),
};

export const deleteWebhookOperation: Operation<AboutWebhook, void> = {
  name: "DeleteWebhook",
  document: "mutation DeleteWebhook($input: WebhookInput!) { deleteWebhook(input: $input) { webhook } }",
  read: (data) => void readUuid(fieldOf(data, "deleteWebhook"), "webhook"),
};
