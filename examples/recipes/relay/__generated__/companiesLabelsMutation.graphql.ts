/**
 * @generated SignedSource<<b29991afe73fdfb8f82551961e1d01ed>>
 * @lightSyntaxTransform
 * @codegen-command: npm run examples:relay
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime';
export type CompanyRefusal = "BY_OPERATOR" | "LABELS" | "LABELS_BIND" | "PLAN" | "SEATS" | "TRIAL";
export type SetCompanyLabelsInput = {
  company: string;
  labels: ReadonlyArray<string>;
};
export type companiesLabelsMutation$variables = {
  input: SetCompanyLabelsInput;
};
export type companiesLabelsMutation$data = {
  readonly setCompanyLabels: {
    readonly __typename: "CompanyChanged";
    readonly changed: boolean;
    readonly company: string;
  } | {
    readonly __typename: "CompanyRefused";
    readonly company: string;
    readonly refusal: CompanyRefusal;
  } | {
    // This will never be '%other', but we need some
    // value in case none of the concrete values match.
    readonly __typename: "%other";
  };
};
export type companiesLabelsMutation = {
  response: companiesLabelsMutation$data;
  variables: companiesLabelsMutation$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "input"
  }
],
v1 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "company",
  "storageKey": null
},
v2 = [
  {
    "alias": null,
    "args": [
      {
        "kind": "Variable",
        "name": "input",
        "variableName": "input"
      }
    ],
    "concreteType": null,
    "kind": "LinkedField",
    "name": "setCompanyLabels",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "__typename",
        "storageKey": null
      },
      {
        "kind": "InlineFragment",
        "selections": [
          (v1/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "changed",
            "storageKey": null
          }
        ],
        "type": "CompanyChanged",
        "abstractKey": null
      },
      {
        "kind": "InlineFragment",
        "selections": [
          (v1/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "refusal",
            "storageKey": null
          }
        ],
        "type": "CompanyRefused",
        "abstractKey": null
      }
    ],
    "storageKey": null
  }
];
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "companiesLabelsMutation",
    "selections": (v2/*:: as any*/),
    "type": "Mutation",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "companiesLabelsMutation",
    "selections": (v2/*:: as any*/)
  },
  "params": {
    "cacheID": "0aa9ba5c55adf512dd02a6596b7478a6",
    "id": null,
    "metadata": {},
    "name": "companiesLabelsMutation",
    "operationKind": "mutation",
    "text": "mutation companiesLabelsMutation(\n  $input: SetCompanyLabelsInput!\n) {\n  setCompanyLabels(input: $input) {\n    __typename\n    ... on CompanyChanged {\n      company\n      changed\n    }\n    ... on CompanyRefused {\n      company\n      refusal\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "7cd646995ed0204ad398c6ff49a90373";

export default node;
