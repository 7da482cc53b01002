import { type Audit, serverAudits } from "graphql-http";
import { startTestServer, type TestServer } from "../support/running-server.ts";

describe("GraphQL over HTTP", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  const audits: Audit[] = serverAudits({ url: () => `${server.url}/graphql` });

  it("has the audits that we know", () => expect(audits).toHaveLength(61));

  it.each(audits)("$id: $name", async ({ fn }) => {
    const result = await fn();
    expect(result).toMatchObject({ status: "ok" });
  });
});
