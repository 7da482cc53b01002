/**
 * What the recipe for Relay asks. `relay-compiler` reads these texts and writes `__generated__/`; nothing here runs: who uses a
 * bundler has its plugin put the generated modules in their place, and relay.ts imports them itself.
 */
import { graphql } from "relay-runtime";

export const query = graphql`
  query companiesQuery($first: Int!, $after: String) {
    ...companiesList @arguments(first: $first, after: $after)
  }
`;

export const list = graphql`
  fragment companiesList on Query
  @argumentDefinitions(first: { type: "Int!" }, after: { type: "String" })
  @refetchable(queryName: "companiesPageQuery") {
    partner {
      name
      companies(first: $first, after: $after) @connection(key: "companiesList_companies") {
        edges {
          node {
            id
            tenant
            ...companiesLine
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`;

export const line = graphql`
  fragment companiesLine on ManagedCompany @refetchable(queryName: "companiesAgainQuery") {
    id
    name
    labels
    seats
    seatsTaken
  }
`;

export const labels = graphql`
  mutation companiesLabelsMutation($input: SetCompanyLabelsInput!) {
    setCompanyLabels(input: $input) {
      __typename
      ... on CompanyChanged {
        company
        changed
      }
      ... on CompanyRefused {
        company
        refusal
      }
    }
  }
`;

export const events = graphql`
  subscription companiesEventsSubscription($after: String) {
    partnerEvents(after: $after) {
      events {
        cursor
        company
        kind
        at
      }
      cursor
    }
  }
`;
