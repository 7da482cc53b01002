/** What is generated, under the names that the recipes use. */
import type { CompanyLineFragment, EventsSubscription } from "./generated.ts";

export {
  CompaniesDocument,
  type CompaniesQueryVariables,
  CompanyDocument,
  EventsDocument,
  MeDocument,
  SetLabelsDocument,
} from "./generated.ts";
export type Company = CompanyLineFragment;
export type EventsPage = EventsSubscription["partnerEvents"];
