/** How a message gets to a receiver: to the address that was looked at, once, within its time, and no further. */
import { createServer } from "node:net";
import { receivers } from "../../src/config-values.ts";
import { makeWebhookPost } from "../../src/server/webhook-post.ts";
import { openReceiver, type Receiver } from "../support/receiver.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(() => receiver.close());

const loopback = receivers("127.0.0.1");
const post = makeWebhookPost({ allowed: loopback });

it("arrives with its headers and its very bytes", async () => {
  expect(await post(`${receiver.url}?a=1`, { "webhook-id": "msg_1" }, '{"ü":1}')).toEqual({
    failure: null,
    status: 200,
  });
  expect(receiver.received).toMatchObject([{ path: "/hook?a=1", body: '{"ü":1}', headers: { "webhook-id": "msg_1" } }]);
});

it.each([
  [204, { failure: null, status: 204 }],
  [302, { failure: "REDIRECTED", status: 302 }],
  [307, { failure: "REDIRECTED", status: 307 }],
  [410, { failure: "REFUSED", status: 410 }],
  [503, { failure: "FAILED", status: 503 }],
])("is told what %d is, and follows nobody anywhere", async (status, answer) => {
  const inside = await openReceiver();
  receiver.answer = (response) => response.writeHead(status, { location: inside.url }).end();
  expect(await post(receiver.url, {}, "{}")).toEqual(answer);
  expect([receiver.received.length, inside.received.length]).toEqual([1, 0]);
  await inside.close();
});

it("looks a name up once for each message, and connects to what it saw: a name that leads inside the next time is not followed there", async () => {
  const answers = [["127.0.0.1"], ["127.0.0.2"], ["127.0.0.1", "10.0.0.1"]];
  let looked = 0;
  const changing = makeWebhookPost({
    allowed: receivers("127.0.0.1, hooks.example"),
    resolve: async () => answers[looked++] as string[],
  });
  // The name itself is allowed to be spoken to without TLS; where it leads is still looked at by address alone.
  const strict = makeWebhookPost({ allowed: loopback, resolve: async () => answers[looked++] as string[] });
  const named = `http://hooks.example:${receiver.port}/`;
  expect(await changing(named, {}, "{}")).toEqual({ failure: null, status: 200 });
  expect([looked, receiver.received[0]?.headers.host]).toEqual([1, `hooks.example:${receiver.port}`]);
  const secure = `https://hooks.example.com:${receiver.port}/`;
  expect(await strict(secure, {}, "{}")).toEqual({ failure: "ADDRESS_REFUSED", status: null });
  expect(await strict(secure, {}, "{}")).toEqual({ failure: "ADDRESS_REFUSED", status: null });
  expect([looked, receiver.received.length]).toEqual([3, 1]);
});

it("goes neither to the server itself nor to a port that is no receiver's", async () => {
  const resolve = async () => ["1.1.1.1"];
  const self = { host: "vault.example", addresses: () => ["1.1.1.1"] };
  const strict = makeWebhookPost({ allowed: receivers("10.0.0.0/8"), self, resolve });
  for (const target of ["https://vault.example/", "https://hooks.example.com/", "https://hooks.example.com:8443/"]) {
    expect([target, await strict(target, {}, "{}")]).toEqual([target, { failure: "ADDRESS_REFUSED", status: null }]);
  }
});

it("goes to no receiver that does not prove its name", async () => {
  const resolve = async () => ["127.0.0.1"];
  const secure = makeWebhookPost({ allowed: loopback, resolve });
  expect((await secure(`https://hooks.example.com:${receiver.port}/`, {}, "{}")).failure).toBe("TLS_FAILED");
  expect(receiver.received).toEqual([]);
});

it("is over when its time is, whoever keeps it waiting, and however slowly", async () => {
  const short = makeWebhookPost({ allowed: loopback, patience: 150 });
  receiver.answer = () => {};
  expect(await short(receiver.url, {}, "{}")).toEqual({ failure: "TIMED_OUT", status: null });
  receiver.answer = (response) => void response.writeHead(200).write("x");
  expect((await short(receiver.url, {}, "{}")).failure).toBe("TIMED_OUT");
  const silent = createServer(() => {}).listen(0, "127.0.0.1");
  await new Promise((resolve) => silent.once("listening", resolve));
  const { port } = silent.address() as { port: number };
  expect((await short(`http://127.0.0.1:${port}/`, {}, "{}")).failure).toBe("TIMED_OUT");
  silent.close();
  const never = makeWebhookPost({ allowed: loopback, patience: 50, resolve: () => new Promise(() => {}) });
  expect((await never("https://hooks.example.com/", {}, "{}")).failure).toBe("TIMED_OUT");
});

it("reads no more than it needs of an answer, and takes garbage for what it is", async () => {
  receiver.answer = (response) => {
    const more = () => {
      while (response.write("x".repeat(65_536)));
      response.once("drain", more);
    };
    response.on("error", () => {});
    more();
  };
  expect(await post(receiver.url, {}, "{}")).toEqual({ failure: null, status: 200 });
  const garbage = createServer((socket) => socket.end("SSH-2.0-OpenSSH_9\r\n")).listen(0, "127.0.0.1");
  await new Promise((resolve) => garbage.once("listening", resolve));
  const { port } = garbage.address() as { port: number };
  expect((await post(`http://127.0.0.1:${port}/`, {}, "{}")).failure).toBe("UNREACHABLE");
  garbage.close();
  expect((await post("http://127.0.0.1:1/", {}, "{}")).failure).toBe("UNREACHABLE");
  const nowhere = makeWebhookPost({ allowed: loopback, resolve: () => Promise.reject(new Error("ENOTFOUND")) });
  expect((await nowhere("https://hooks.example.com/", {}, "{}")).failure).toBe("NAME_NOT_FOUND");
  expect((await post("http://10.0.0.1/", {}, "{}")).failure).toBe("ADDRESS_REFUSED");
});
