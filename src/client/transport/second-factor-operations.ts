import { SealgraphError } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import type { SecondFactorMethod } from "../second-factor.ts";
import {
  fieldOf,
  readBoolean,
  readBytes,
  readCount,
  readList,
  readOneOf,
  readOptional,
  readText,
  readTime,
  readUuid,
  refuseAnswer,
} from "./answer.ts";
import type { Operation } from "./http.ts";

const methods: readonly SecondFactorMethod[] = ["TOTP", "WEBAUTHN", "SPARE_CODE"];
const kinds = ["TOTP", "WEBAUTHN"] as const;
export type SecondFactorKind = (typeof kinds)[number];

/** Where a second factor is asked for. */
export interface StepAnswer {
  /** As it is sent back. */
  readonly token: string;
  readonly methods: readonly SecondFactorMethod[];
  readonly assertionOptions: JsonObject | null;
}

export const stepFields = "token methods assertionOptions";

export function readStep(value: unknown): StepAnswer {
  readBytes(value, "token");
  return {
    token: readText(value, "token"),
    methods: readList(value, "methods", (each) => readOneOf({ each }, "each", methods)),
    assertionOptions: readOptional(value, "assertionOptions", readJson),
  };
}

/** An object of JSON in a text, as browsers' WebAuthn takes it. */
function readJson(value: unknown, name: string): JsonObject {
  try {
    const parsed: unknown = JSON.parse(readText(value, name));
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed as JsonObject;
  } catch {
    // Said below.
  }
  throw new SealgraphError("MALFORMED_ANSWER", { field: name });
}

export interface ShownFactorWire {
  readonly token: string;
  readonly totp?: string;
  readonly spareCode?: string;
  readonly assertion?: string;
}

const refusals = ["STEP_REFUSED", "FACTOR_REFUSED"] as const;
export type SecondFactorRefusal = (typeof refusals)[number];

export const proveSecondFactorOperation: Operation<
  { input: ShownFactorWire },
  { readonly refusal: SecondFactorRefusal | null }
> = {
  name: "ProveSecondFactor",
  document:
    "mutation ProveSecondFactor($input: ProveSecondFactorInput!) { proveSecondFactor(input: $input) { __typename ... on SecondFactorRefused { refusal } } }",
  read: (data) => {
    const result = fieldOf(data, "proveSecondFactor");
    const type = readOneOf(result, "__typename", ["SecondFactorProven", "SecondFactorRefused"]);
    return { refusal: type === "SecondFactorProven" ? null : readOneOf(result, "refusal", refusals) };
  },
};

export const requestStepUpOperation: Operation<Record<string, never>, StepAnswer> = {
  name: "RequestStepUp",
  document: `mutation RequestStepUp { requestStepUp { ${stepFields} } }`,
  read: (data) => readStep(fieldOf(data, "requestStepUp")),
};

export interface SecondFactorAnswer {
  readonly factor: string;
  readonly kind: SecondFactorKind;
  readonly name: string;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}

const factorFields = "factor kind name createdAt lastUsedAt";

const readFactor = (value: unknown): SecondFactorAnswer => ({
  factor: readUuid(value, "factor"),
  kind: readOneOf(value, "kind", kinds),
  name: readText(value, "name"),
  createdAt: readTime(value, "createdAt"),
  lastUsedAt: readOptional(value, "lastUsedAt", readTime),
});

export interface SecondFactorsAnswer {
  readonly factors: readonly SecondFactorAnswer[];
  readonly spareCodesLeft: number;
  readonly demandedFrom: number | null;
}

export const secondFactorsOperation: Operation<Record<string, never>, SecondFactorsAnswer> = {
  name: "SecondFactors",
  document: `query SecondFactors { viewer { secondFactors { factors { ${factorFields} } spareCodesLeft demandedFrom } } }`,
  read: (data) => {
    const its = fieldOf(fieldOf(data, "viewer"), "secondFactors");
    return {
      factors: readList(its, "factors", readFactor),
      spareCodesLeft: readCount(its, "spareCodesLeft"),
      demandedFrom: readOptional(its, "demandedFrom", readTime),
    };
  },
};

export const beginTotpOperation: Operation<
  { input: { name: string } },
  { readonly factor: string; readonly uri: string; readonly expiresAt: number }
> = {
  name: "BeginTotp",
  document: "mutation BeginTotp($input: BeginTotpInput!) { beginTotp(input: $input) { factor uri expiresAt } }",
  read: (data) => {
    const begun = fieldOf(data, "beginTotp");
    return {
      factor: readUuid(begun, "factor"),
      uri: readTotpUri(begun),
      expiresAt: readTime(begun, "expiresAt"),
    };
  },
};

/**
 * What an authenticator takes. Applications make a link of it, and show the seed that it holds: so it leads to an authenticator, and
 * nowhere else, whatever the server would like.
 */
function readTotpUri(value: unknown): string {
  const uri = readText(value, "uri");
  const leads = uri.length <= longestUri && uri.startsWith("otpauth://totp/") && URL.canParse(uri);
  const seeds = leads ? new URL(uri).searchParams.getAll("secret") : [];
  return seeds.length === 1 && /^[A-Z2-7]{16,128}$/.test(seeds[0] ?? "") ? uri : refuseAnswer("uri");
}

/** Of an address of 254 characters in percent signs, with room. */
const longestUri = 2_000;

export const beginWebAuthnOperation: Operation<
  { input: { name: string } },
  { readonly factor: string; readonly options: JsonObject; readonly expiresAt: number }
> = {
  name: "BeginWebAuthn",
  document:
    "mutation BeginWebAuthn($input: BeginWebAuthnInput!) { beginWebAuthn(input: $input) { factor options expiresAt } }",
  read: (data) => {
    const begun = fieldOf(data, "beginWebAuthn");
    return {
      factor: readUuid(begun, "factor"),
      options: readJson(begun, "options"),
      expiresAt: readTime(begun, "expiresAt"),
    };
  },
};

export type ConfirmFactorAnswer =
  | {
      readonly factor: SecondFactorAnswer;
      readonly spareCodes: readonly string[] | null;
      /** Whether the session serves nothing but a change of password now. */
      readonly passwordTooOld: boolean;
    }
  | { readonly refusal: SecondFactorRefusal };

const confirmed = `__typename ... on SecondFactorAdded { factor { ${factorFields} } spareCodes passwordTooOld } ... on SecondFactorRefused { refusal }`;

export const confirmTotpOperation: Operation<{ input: { factor: string; code: string } }, ConfirmFactorAnswer> = {
  name: "ConfirmTotp",
  document: `mutation ConfirmTotp($input: ConfirmTotpInput!) { confirmTotp(input: $input) { ${confirmed} } }`,
  read: (data) => readConfirmed(fieldOf(data, "confirmTotp")),
};

export const confirmWebAuthnOperation: Operation<
  { input: { factor: string; registration: string } },
  ConfirmFactorAnswer
> = {
  name: "ConfirmWebAuthn",
  document: `mutation ConfirmWebAuthn($input: ConfirmWebAuthnInput!) { confirmWebAuthn(input: $input) { ${confirmed} } }`,
  read: (data) => readConfirmed(fieldOf(data, "confirmWebAuthn")),
};

function readConfirmed(result: unknown): ConfirmFactorAnswer {
  if (readOneOf(result, "__typename", ["SecondFactorAdded", "SecondFactorRefused"]) === "SecondFactorRefused") {
    return { refusal: readOneOf(result, "refusal", refusals) };
  }
  return {
    factor: readFactor(fieldOf(result, "factor")),
    spareCodes: readOptional(result, "spareCodes", (value, name) => readList(value, name, readCode)),
    passwordTooOld: readBoolean(result, "passwordTooOld"),
  };
}

/** As people write it: nothing else is shown to them. */
function readCode(value: unknown): string {
  const code = readText({ code: value }, "code");
  if (!/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/.test(code)) {
    throw new SealgraphError("MALFORMED_ANSWER", { field: "spareCodes" });
  }
  return code;
}

export const removeSecondFactorOperation: Operation<{ input: { factor: string } }, string> = {
  name: "RemoveSecondFactor",
  document:
    "mutation RemoveSecondFactor($input: RemoveSecondFactorInput!) { removeSecondFactor(input: $input) { factor } }",
  read: (data) => readUuid(fieldOf(data, "removeSecondFactor"), "factor"),
};

export const makeSpareCodesOperation: Operation<Record<string, never>, readonly string[]> = {
  name: "MakeSpareCodes",
  document: "mutation MakeSpareCodes { makeSpareCodes { spareCodes } }",
  read: (data) => readList(fieldOf(data, "makeSpareCodes"), "spareCodes", readCode),
};

export const resetSecondFactorOperation: Operation<{ input: { user: string } }, number> = {
  name: "ResetSecondFactor",
  document:
    "mutation ResetSecondFactor($input: ResetSecondFactorInput!) { resetSecondFactor(input: $input) { user factorsRemoved } }",
  read: (data) => readCount(fieldOf(data, "resetSecondFactor"), "factorsRemoved"),
};
