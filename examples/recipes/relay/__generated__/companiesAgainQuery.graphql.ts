/**
 * @generated SignedSource<<41703649f3ea224e17c72e7e87ef7ddd>>
 * @lightSyntaxTransform
 * @codegen-command: npm run examples:relay
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime';
import type { FragmentRefs } from "relay-runtime";
export type companiesAgainQuery$variables = {
  id: string;
};
export type companiesAgainQuery$data = {
  readonly node: {
    readonly " $fragmentSpreads": FragmentRefs<"companiesLine">;
  } | null | undefined;
};
export type companiesAgainQuery = {
  response: companiesAgainQuery$data;
  variables: companiesAgainQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "id"
  }
],
v1 = [
  {
    "kind": "Variable",
    "name": "id",
    "variableName": "id"
  }
];
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "companiesAgainQuery",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": null,
        "kind": "LinkedField",
        "name": "node",
        "plural": false,
        "selections": [
          {
            "args": null,
            "kind": "FragmentSpread",
            "name": "companiesLine"
          }
        ],
        "storageKey": null
      }
    ],
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "companiesAgainQuery",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": null,
        "kind": "LinkedField",
        "name": "node",
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
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "id",
            "storageKey": null
          },
          {
            "kind": "InlineFragment",
            "selections": [
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "name",
                "storageKey": null
              },
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "labels",
                "storageKey": null
              },
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "seats",
                "storageKey": null
              },
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "seatsTaken",
                "storageKey": null
              }
            ],
            "type": "ManagedCompany",
            "abstractKey": null
          }
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "f88e765dfeee0fbeab4d4eb53f525681",
    "id": null,
    "metadata": {},
    "name": "companiesAgainQuery",
    "operationKind": "query",
    "text": "query companiesAgainQuery(\n  $id: ID!\n) {\n  node(id: $id) {\n    __typename\n    ...companiesLine\n    id\n  }\n}\n\nfragment companiesLine on ManagedCompany {\n  id\n  name\n  labels\n  seats\n  seatsTaken\n}\n"
  }
};
})();

(node as any).hash = "98d6e1b8a4bef3cb59fb126d91ef73d7";

export default node;
