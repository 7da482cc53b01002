import { describe, expect, it } from "@jest/globals";
import { type LogFields, makeLog } from "../../src/server/log.ts";

const written = (act: (log: ReturnType<typeof makeLog>) => void, level: "info" | "silent" = "info") => {
  const lines: string[] = [];
  act(makeLog(level, (line) => lines.push(line)));
  return lines;
};

describe("the log", () => {
  it("writes a line of JSON", () => {
    const [line = ""] = written((log) => log.info("request", { status: 200, code: "OK" }));
    expect(line.endsWith("}\n")).toBe(true);
    expect(JSON.parse(line)).toMatchObject({ level: "info", event: "request", status: 200, code: "OK" });
  });

  it("leaves out what is below its level", () => {
    expect(written((log) => log.debug("detail"))).toEqual([]);
    expect(written((log) => log.error("trouble"), "silent")).toEqual([]);
  });

  it("withholds what does not look like an id, a code or a number", () => {
    const smuggled = { code: "ada@example.com", status: "hunter2", body: "hunter2", requestId: "x".repeat(36) };
    const [line = ""] = written((log) => log.info("request", smuggled as unknown as LogFields));
    expect(line).not.toMatch(/ada|hunter2|xxx/);
    expect(JSON.parse(line)).toMatchObject({ code: "withheld", status: "withheld", body: "withheld" });
  });

  it("tells where an unexpected error came from, and not its words", () => {
    const error = Object.assign(new TypeError("invalid input: hunter2\nhunter2"), {
      code: "22P02",
      constraint: "a_key",
    });
    const [line = ""] = written((log) => log.failure("request failed", error, { code: "INTERNAL" }));
    expect(line).not.toContain("hunter2");
    expect(JSON.parse(line)).toMatchObject({
      thrown: "TypeError",
      sqlState: "22P02",
      constraint: "a_key",
      code: "INTERNAL",
    });
    expect(line).toContain("log.test.ts");
  });

  it("survives a thrown value that is no error", () => {
    const [line = ""] = written((log) => log.failure("request failed", "hunter2"));
    expect(JSON.parse(line)).toMatchObject({ thrown: "string" });
    expect(line).not.toContain("hunter2");
  });
});
