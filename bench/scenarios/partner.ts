import { policyNames } from "../../src/crypto/policies.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { startChild } from "../child.ts";
import { Connection, requestOf } from "../connection.ts";
import { quantile } from "../figures.ts";
import type { House } from "../house.ts";
import { measureRate, sameRequest } from "../load.ts";
import type { Measure, Scenario } from "../scenario.ts";
import { type SeededPartner, seedPartners } from "../seed/partner.ts";
import { signUp } from "../seed/sign-up.ts";

const first = 100;

/** Of each company, beside what is counted. `baseline/partner-page.ts` reads as many. */
const [people, groups, days, entries] = [20, 10, 31, 10];
const policies = policyNames.map((name) => `${name} { value origin locked }`).join(" ");

/** All that is shown of how companies stand, of a page of them. */
const page = `query ($first: Int!, $after: String) { partner { companies(first: $first, after: $after) { pageInfo { hasNextPage endCursor }
  edges { node { tenant name reference labels partner since founded plan trialEndsAt seats seatsTaken suspendedAt createdAt lastActiveAt
    rosterSeq rosterHead posture { people administrators suspended invitations secondFactor { with without demanded } devices staleDevices
      pendingWraps recovery { state failed warned } backups { fresh stale missing oldest } desk { rights hours staff breakGlass { from until } }
      policies { seq since behind } health { items { sum people } weak { sum people } reused { sum people } old { sum people } breached { sum people } } }
    users(first: ${people}) { edges { node { user address name role primary status createdAt secondFactor devices lastSeenAt business { entrusted backedUpAt } } } }
    groups(first: ${groups}) { edges { node { group class members createdAt } } }
    policies { ${policies} }
    readiness { check state mend }
    seatsByDay(first: ${days}) { day plan seats taken }
    auditEvents(first: ${entries}) { edges { node { revision entry kind at origin actor user group vault records amount } } } } } } } }`;

/** The first page of 100 of a partner's 1,000 companies. The baseline asks one statement that was written for it. */
export const partnerDashboard: Scenario = {
  name: "partner-dashboard",
  unit: "ms",
  aim: { bound: "AT_MOST", ratio: 1.5 },
  async prepare(house) {
    const { large, seconds } = await seedPartners(house);
    const bare = await startChild("baseline/partner-page", [house.ownerUrl]);
    return {
      ours: pageOf(house, large),
      baseline: timeOf(
        bare.url,
        requestOf("GET", `${bare.url}/${large.tenant}/${[first, people, groups, days, entries].join("/")}`),
      ),
      more: () => ({ companies: large.companies.length, seedSeconds: seconds }),
      close: bare.stop,
    };
  },
};

/** The same page where a partner has 1,000 companies, beside one that has 100. */
export const partnerFlat: Scenario = {
  name: "partner-flat",
  unit: "ms",
  aim: { bound: "AT_MOST", ratio: 1.2 },
  async prepare(house) {
    const { large, small } = await seedPartners(house);
    return { ours: pageOf(house, large), baseline: pageOf(house, small), close: async () => {} };
  },
};

/** What everybody else has of it: `viewer` while a partner pages through all of its companies, beside `viewer` alone. */
export const tenantNoise: Scenario = {
  name: "tenant-noise",
  unit: "requests/s",
  aim: { bound: "AT_LEAST", ratio: 0.6 },
  async prepare(house) {
    const { large } = await seedPartners(house);
    const { user, token } = await signUp(house);
    const body = JSON.stringify({ query: "{ viewer { id user address name role } }" });
    const asked = requestOf("POST", `${house.url}/graphql`, { token, body });
    const work = sameRequest(asked, (text) => JSON.parse(text).data.viewer.user === formatUuid(user));
    const alone: Measure = (seconds) => measureRate(house.url, work, seconds);
    let pages = 0;
    return {
      ours: async (seconds) => {
        const noise = pagingThrough(house, large, () => pages++);
        const rate = await alone(seconds);
        await noise.end();
        return rate;
      },
      baseline: alone,
      more: () => ({ pages }),
      close: async () => {},
    };
  },
};

const requestFor = (house: House, { token }: SeededPartner, after: string | null): Buffer =>
  requestOf("POST", `${house.url}/graphql`, {
    token,
    body: JSON.stringify({ query: page, variables: { first, after } }),
  });

interface ShownCompany {
  readonly posture: { readonly people: number; readonly desk: object | null; readonly health: object | null };
  readonly users: { readonly edges: unknown[] };
  readonly groups: { readonly edges: unknown[] };
  readonly seatsByDay: unknown[];
  readonly auditEvents: { readonly edges: unknown[] };
}

/** Whether there is as much of it as the baseline reads. */
const isWhole = ({ posture, users, groups: its, seatsByDay, auditEvents }: ShownCompany): boolean =>
  posture.people === 25 &&
  posture.desk !== null &&
  posture.health !== null &&
  users.edges.length === people &&
  its.edges.length > 0 &&
  seatsByDay.length === days &&
  auditEvents.edges.length === entries;

function companiesIn(body: Buffer) {
  const { data } = JSON.parse(body.toString());
  if (!data) throw new Error(body.toString().slice(0, 300));
  return data.partner.companies as {
    edges: { node: ShownCompany }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  };
}

function pageOf(house: House, partner: SeededPartner): Measure {
  const request = requestFor(house, partner, null);
  return timeOf(house.url, request, (body) => {
    const { edges } = companiesIn(body);
    if (edges.length !== first || !edges.every(({ node }) => isWhole(node)))
      throw new Error("a page was not what it is");
  });
}

/** The median of what one connection waits, one request after the other. */
function timeOf(url: string, request: Buffer, check: (body: Buffer) => void = () => {}): Measure {
  return async (seconds) => {
    const connection = await Connection.open(url);
    const times: number[] = [];
    const until = performance.now() + seconds * 1_000;
    do {
      const started = performance.now();
      const { status, body } = await connection.send(request);
      times.push(performance.now() - started);
      if (status !== 200) throw new Error(`an answer was not the expected one: ${status}`);
      if (times.length === 1) check(body);
    } while (performance.now() < until);
    connection.close();
    return quantile(times, 0.5);
  };
}

/** Reads page after page, and again from the first, until it is told to end. */
function pagingThrough(house: House, partner: SeededPartner, onPage: () => void): { end(): Promise<void> } {
  let over = false;
  const reading = (async () => {
    const connection = await Connection.open(house.url);
    for (let after: string | null = null; !over; ) {
      const { pageInfo } = companiesIn((await connection.send(requestFor(house, partner, after))).body);
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
      onPage();
    }
    connection.close();
  })();
  return {
    end: () => {
      over = true;
      return reading;
    },
  };
}
