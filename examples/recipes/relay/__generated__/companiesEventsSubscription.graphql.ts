/**
 * @generated SignedSource<<dc05d4349de0139de49eb68d3c906a66>>
 * @lightSyntaxTransform
 * @codegen-command: npm run examples:relay
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime';
export type AuditKind = "ACCOUNT_CODE_MADE" | "ACCOUNT_CODE_NOT_MADE" | "ACCOUNT_CODE_NOT_REMOVED" | "ACCOUNT_CODE_ON_REVOKED_DEVICE_REFUSED" | "ACCOUNT_CODE_REFUSED" | "ACCOUNT_CODE_REMOVED" | "ACCOUNT_CODE_REPLACED" | "ACCOUNT_KEYS_ROTATED" | "ACCOUNT_KEY_ROTATION_REFUSED" | "ACCOUNT_OPENED_BY_CODE" | "ACCOUNT_RECOVERED" | "ACCOUNT_RECOVERY_REFUSED" | "ADDRESS_CHANGED" | "ADDRESS_CHANGE_REQUESTED" | "ADDRESS_CODE_REFUSED" | "ADDRESS_WAS_TAKEN" | "ADMINISTRATION_REFUSED" | "ADMINISTRATOR_INVITED" | "ADMINISTRATOR_MADE_USER" | "ADMINISTRATOR_REMOVED" | "AUDIT_LOG_REFUSED" | "AUDIT_LOG_SHORTENED" | "BACKUPS_FORGOTTEN" | "BACKUP_EXPORTED" | "BACKUP_TAKEN" | "BREAK_GLASS_ASKED" | "BREAK_GLASS_ENDED" | "CHANGE_WHILE_SUSPENDED_REFUSED" | "COMPANY_CODE_FORBIDDEN" | "COMPANY_CODE_REDEEMED" | "COMPANY_CODE_REFUSED" | "COMPANY_FOUNDED_BY_PARTNER" | "COMPANY_GIVEN_UP" | "COMPANY_LABELLED" | "COMPANY_NAMED" | "COMPANY_RESUMED" | "COMPANY_SUSPENDED" | "COMPANY_TAKEN_ON" | "CUSTODIAN_MADE" | "CUSTODIAN_MADE_MEMBER" | "DESK_DISMISSED" | "DESK_SET" | "DESK_STAFF_REMOVED" | "DESK_STAFF_SET" | "DEVICE_ADDED" | "DEVICE_APPROVAL_COLLECTED" | "DEVICE_RENAMED" | "DEVICE_REQUEST_APPROVED" | "DEVICE_REQUEST_OPENED" | "DEVICE_REQUEST_REFUSED" | "DEVICE_REQUEST_WITHDRAWN" | "DEVICE_REVOKED" | "FOLDERS_ADDED" | "FOLDERS_CHANGED" | "FOLDERS_MOVED" | "FOLDERS_PURGED" | "FOLDERS_TRASHED" | "FORMER_MEMBER_WENT" | "GROUPS_CHECKED" | "GROUPS_WERE_TOO_MANY" | "GROUP_ENDED" | "GROUP_FOLLOWED_KEYS" | "GROUP_FOUNDED" | "GROUP_KEYS_DELIVERED" | "GROUP_KEY_GIVEN_BACK" | "GROUP_KEY_RENEWED" | "GROUP_LEFT" | "GROUP_MEMBER_ADDED" | "GROUP_MEMBER_REMOVED" | "GROUP_NAMED" | "GROUP_POLICIES_WERE_TOO_MANY" | "INVITATION_AFTER_TRIAL_REFUSED" | "INVITATION_EXPIRED" | "INVITATION_EXPIRED_REFUSED" | "INVITATION_FROM_NETWORK_REFUSED" | "INVITATION_OF_OTHER_ADDRESS_REFUSED" | "INVITATION_SHOWN" | "INVITATION_VOIDED" | "INVITATION_WITHOUT_SEAT_REFUSED" | "ITEMS_ADDED" | "ITEMS_CHANGED" | "ITEMS_COPIED" | "ITEMS_EXPORTED" | "ITEMS_IMPORTED" | "ITEMS_MOVED" | "ITEMS_PURGED" | "ITEMS_TRASHED" | "ITEMS_USED" | "ITEMS_VIEWED" | "LAST_CUSTODIAN_KEPT" | "LEAVING_REFUSED_TO_ADMINISTRATOR" | "LEAVING_REFUSED_TO_GROUP_MEMBER" | "LEAVING_REFUSED_TO_PRIMARY" | "LEAVING_REFUSED_TO_SHARE_MEMBER" | "OFFER_MADE" | "OFFER_VOIDED" | "OTHER_SESSIONS_ENDED" | "PARTNER_ACCEPTED" | "PARTNER_ACT_REFUSED" | "PARTNER_CODE_FORBIDDEN" | "PARTNER_CODE_REDEEMED" | "PARTNER_CODE_REFUSED" | "PARTNER_LEFT" | "PARTNER_NESTED" | "PARTNER_POLICIES_REMOVED" | "PARTNER_POLICIES_SET" | "PARTNER_UNNESTED" | "PASSWORD_CHANGED" | "PASSWORD_CHANGE_REFUSED" | "PERSON_CHANGED" | "PERSON_CHANGE_CONFIRMED" | "PERSON_CHANGE_PROPOSED" | "PERSON_DELETED" | "PERSON_DELETION_REFUSED" | "PLAN_CHANGED" | "PLAN_WAS_TOO_SMALL" | "POLICIES_DROPPED" | "POLICIES_REFUSED" | "POLICIES_SET" | "PRIMARY_CONFIRMED" | "PRIMARY_HANDED_ON" | "PRIMARY_PROPOSED" | "PROFILE_BROUGHT" | "PROFILE_FOLLOWED_KEYS" | "PROFILE_KEY_RENEWED" | "PROFILE_RESET" | "RECORDS_CHANGED" | "RECOVERY_APPROVED" | "RECOVERY_CLOSED" | "RECOVERY_CODE_DROPPED" | "RECOVERY_CODE_SET" | "RECOVERY_CODE_USED" | "RECOVERY_DRILLED" | "RECOVERY_DRILL_FAILED" | "RECOVERY_ENDED" | "RECOVERY_EPOCH_BEGUN" | "RECOVERY_MEMBER_ADDED" | "RECOVERY_MEMBER_LEFT" | "RECOVERY_MEMBER_REMOVED" | "RECOVERY_OFF_PROPOSED" | "RECOVERY_ON_PROPOSED" | "RECOVERY_OPENED" | "RECOVERY_PROPOSAL_TAKEN_BACK" | "RECOVERY_READ" | "RECOVERY_REFUSED" | "RECOVERY_SWITCHED_OFF" | "RECOVERY_SWITCHED_ON" | "RECOVERY_VETOED" | "REFRESH_FROM_NETWORK_REFUSED" | "ROSTER_CHANGE_REFUSED" | "SEATS_CHANGED" | "SEATS_WERE_TAKEN" | "SECOND_FACTORS_RESET" | "SECOND_FACTOR_ADDED" | "SECOND_FACTOR_ASKED" | "SECOND_FACTOR_REFUSED" | "SECOND_FACTOR_REMOVED" | "SECOND_FACTOR_SHOWN" | "SERVICE_ACCOUNT_MADE" | "SERVICE_ACCOUNT_REVOKED" | "SERVICE_ACCOUNT_TAKEN_OVER" | "SESSION_ENDED_BY_LOST_ROLE" | "SESSION_ENDED_BY_MISSING_FACTOR" | "SESSION_ENDED_BY_PASSWORD_AGE" | "SESSION_ENDED_BY_REUSE" | "SESSION_REPLACED" | "SHARE_ACCEPTED" | "SHARE_CLOSED" | "SHARE_CREATED" | "SHARE_DECLINED" | "SHARE_EXPIRY_SET" | "SHARE_FOLLOWED_KEYS" | "SHARE_GUEST_INVITED" | "SHARE_GUEST_JOINED" | "SHARE_GUEST_VERIFIED" | "SHARE_INVITATION_VOIDED" | "SHARE_KEYS_DELIVERED" | "SHARE_KEY_GIVEN_BACK" | "SHARE_KEY_RENEWED" | "SHARE_LEFT" | "SHARE_NAMED" | "SHARE_RECIPIENT_ADDED" | "SHARE_RECIPIENT_EXPIRED" | "SHARE_RECIPIENT_REMOVED" | "SHARE_ROLE_CHANGED" | "SHARING_REFUSED" | "SIGNED_IN" | "SIGNED_IN_AS_FORMER_MEMBER" | "SIGNED_IN_AS_STAFF" | "SIGNED_IN_TO_PORTAL" | "SIGNED_IN_WITHOUT_SECOND_FACTOR" | "SIGNED_IN_WITH_OLD_PASSWORD" | "SIGNED_OUT" | "SIGN_IN_FROM_NETWORK_REFUSED" | "SIGN_IN_LIMITED" | "SIGN_IN_OF_SUSPENDED_REFUSED" | "SIGN_IN_ON_OTHER_DEVICE_KEY_REFUSED" | "SIGN_IN_ON_REVOKED_DEVICE_REFUSED" | "SIGN_IN_REFUSED" | "SIGN_IN_TO_PORTAL_REFUSED" | "SPARE_CODES_MADE" | "SPARE_CODE_USED" | "STAFF_REMOVED" | "STAFF_SET" | "TEMPLATE_PUT" | "TENANT_FOUNDED" | "TRIAL_WAS_OVER" | "USER_INVITED" | "USER_JOINED" | "USER_JOINED_WITH_ACCOUNT" | "USER_LEFT" | "USER_MADE_ADMINISTRATOR" | "USER_REMOVED" | "USER_RESUMED" | "USER_SUSPENDED" | "VAULT_ENTRUSTED" | "WEBHOOK_CHANGED" | "WEBHOOK_DELETED" | "WEBHOOK_DIED" | "WEBHOOK_MADE" | "WEBHOOK_REPLAYED" | "WEBHOOK_SECRET_RENEWED";
export type companiesEventsSubscription$variables = {
  after?: string | null | undefined;
};
export type companiesEventsSubscription$data = {
  readonly partnerEvents: {
    readonly cursor: string;
    readonly events: ReadonlyArray<{
      readonly at: string;
      readonly company: string;
      readonly cursor: string;
      readonly kind: AuditKind;
    }>;
  };
};
export type companiesEventsSubscription = {
  response: companiesEventsSubscription$data;
  variables: companiesEventsSubscription$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "after"
  }
],
v1 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "cursor",
  "storageKey": null
},
v2 = [
  {
    "alias": null,
    "args": [
      {
        "kind": "Variable",
        "name": "after",
        "variableName": "after"
      }
    ],
    "concreteType": "PartnerNews",
    "kind": "LinkedField",
    "name": "partnerEvents",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "concreteType": "PartnerEvent",
        "kind": "LinkedField",
        "name": "events",
        "plural": true,
        "selections": [
          (v1/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "company",
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "kind",
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "at",
            "storageKey": null
          }
        ],
        "storageKey": null
      },
      (v1/*:: as any*/)
    ],
    "storageKey": null
  }
];
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "companiesEventsSubscription",
    "selections": (v2/*:: as any*/),
    "type": "Subscription",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "companiesEventsSubscription",
    "selections": (v2/*:: as any*/)
  },
  "params": {
    "cacheID": "8a6637ec8ef7583f8f92772e2386b8be",
    "id": null,
    "metadata": {},
    "name": "companiesEventsSubscription",
    "operationKind": "subscription",
    "text": "subscription companiesEventsSubscription(\n  $after: String\n) {\n  partnerEvents(after: $after) {\n    events {\n      cursor\n      company\n      kind\n      at\n    }\n    cursor\n  }\n}\n"
  }
};
})();

(node as any).hash = "24f13db79f5e9df34eb5e1d67be62545";

export default node;
