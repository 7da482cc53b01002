/**
 * @generated SignedSource<<d46c9296c5e4d3da920ecc377d332c18>>
 * @lightSyntaxTransform
 * @codegen-command: npm run examples:relay
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ReaderFragment } from 'relay-runtime';
import type { FragmentRefs } from "relay-runtime";
export type companiesLine$data = {
  readonly id: string;
  readonly labels: ReadonlyArray<string>;
  readonly name: string | null | undefined;
  readonly seats: number;
  readonly seatsTaken: number;
  readonly " $fragmentType": "companiesLine";
};
export type companiesLine$key = {
  readonly " $data"?: companiesLine$data;
  readonly " $fragmentSpreads": FragmentRefs<"companiesLine">;
};

import companiesAgainQuery_graphql from './companiesAgainQuery.graphql.ts';

const node: ReaderFragment = {
  "argumentDefinitions": [],
  "kind": "Fragment",
  "metadata": {
    "refetch": {
      "connection": null,
      "fragmentPathInResult": [
        "node"
      ],
      "operation": companiesAgainQuery_graphql,
      "identifierInfo": {
        "identifierField": "id",
        "identifierQueryVariableName": "id"
      }
    }
  },
  "name": "companiesLine",
  "selections": [
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "id",
      "storageKey": null
    },
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
};

(node as any).hash = "98d6e1b8a4bef3cb59fb126d91ef73d7";

export default node;
