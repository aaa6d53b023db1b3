import assert from "node:assert/strict";
import { test } from "node:test";

import { Api, ApiError, projectPath, secondsOf } from "../../jxl/static/js/api.js";

const NDJSON = { headers: { "Content-Type": "application/x-ndjson" } };

/** @param {(Response | Error)[]} answers */
function apiWith(answers) {
  /** @type {{ url: string, init: RequestInit }[]} */
  const requests = [];
  /** @type {boolean[]} */
  const tokens = [];
  const api = new Api({
    base: new URL("https://app.example/jxl/"),
    token: async ({ fresh = false } = {}) => {
      tokens.push(fresh);
      return fresh ? "new" : "old";
    },
    fetch: async (url, init) => {
      requests.push({ url: String(url), init: init ?? {} });
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return /** @type {Response} */ (answer);
    },
  });
  return { api, requests, tokens };
}

/** @param {number} status @param {object} error @param {Record<string, string>} [headers] */
const refusal = (status, error, headers = {}) => Response.json({ error }, { status, headers });

test("the token goes into the header, the body as JSON, and no cookies go anywhere", async () => {
  const { api, requests } = apiWith([Response.json({ count: 3 })]);
  assert.deepEqual(await api.post("api/v1/x", { jql: "a" }), { count: 3 });
  const [{ url, init }] = requests;
  assert.equal(url, "https://app.example/jxl/api/v1/x");
  assert.equal(init.headers.Authorization, "JWT old");
  assert.equal(init.headers["Content-Type"], "application/json");
  assert.equal(init.body, '{"jql":"a"}');
  assert.equal(init.credentials, "omit");
});

test("an expired token is renewed once", async () => {
  const { api, tokens } = apiWith([
    refusal(401, { code: "token_expired", message: "old" }),
    Response.json({ ok: true }),
  ]);
  assert.deepEqual(await api.get("x"), { ok: true });
  assert.deepEqual(tokens, [false, true]);
});

test("a token that is expired again is an error, and so is every other 401 at once", async () => {
  const again = apiWith([
    refusal(401, { code: "token_expired", message: "1" }),
    refusal(401, { code: "token_expired", message: "2" }),
  ]);
  await assert.rejects(again.api.get("x"), { code: "token_expired", message: "2" });
  const other = apiWith([refusal(401, { code: "installation_unknown", message: "gone" })]);
  await assert.rejects(other.api.get("x"), { code: "installation_unknown", status: 401 });
  assert.equal(other.requests.length, 1);
});

test("an error keeps code, message, details, request id and when to come back", async () => {
  const { api } = apiWith([
    refusal(503, { code: "busy", message: "Wait.", details: { n: 1 }, requestId: "r1" }, { "Retry-After": "12" }),
  ]);
  const error = await api.get("x").catch((problem) => problem);
  assert.ok(error instanceof ApiError);
  const { code, message, details, requestId, status, retryAfterS } = error;
  assert.deepEqual(
    { code, message, details, requestId, status, retryAfterS },
    { code: "busy", message: "Wait.", details: { n: 1 }, requestId: "r1", status: 503, retryAfterS: 12 },
  );
});

test("a proxy's page instead of an error object is said plainly", async () => {
  const { api } = apiWith([new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "X-Request-Id": "r2" } })]);
  await assert.rejects(api.get("x"), { code: "unexpected_answer", status: 502, requestId: "r2" });
});

test("no answer at all", async () => {
  const { api } = apiWith([new TypeError("fetch failed")]);
  await assert.rejects(api.get("x"), { code: "unreachable", status: 0 });
});

/** @param {AsyncIterable<unknown>} events */
async function all(events) {
  const list = [];
  for await (const event of events) list.push(event);
  return list;
}

test("rows as a stream", async () => {
  const { api, requests } = apiWith([
    new Response('{"type":"columns","columns":[]}\n{"type":"done","count":0,"points":0,"seq":1}\n', NDJSON),
  ]);
  const events = await all(api.rows("rows", { fields: ["a"] }, { signal: new AbortController().signal }));
  assert.deepEqual(
    events.map((event) => event.type),
    ["columns", "done"],
  );
  assert.match(requests[0].init.headers.Accept, /x-ndjson/);
  assert.deepEqual(JSON.parse(requests[0].init.body), { fields: ["a"] });
});

test("rows in bounded pieces are asked for until the cursor ends", async () => {
  const { api, requests } = apiWith([
    Response.json({ events: [{ type: "columns" }], cursor: "c1" }),
    Response.json({ events: [{ type: "done" }], cursor: null }),
  ]);
  const events = await all(api.rows("rows", { known: ["1"] }, { signal: new AbortController().signal }));
  assert.equal(events.length, 2);
  assert.deepEqual(
    requests.map(({ init }) => JSON.parse(init.body)),
    [{ known: ["1"] }, { known: ["1"], cursor: "c1" }],
  );
});

test("a stream that is cut in the middle is a lost connection", async () => {
  const { api } = apiWith([new Response('{"type":"columns"}\n{"type":', NDJSON)]);
  await assert.rejects(all(api.rows("rows", {}, { signal: new AbortController().signal })), {
    code: "connection_lost",
  });
});

test("a refused fragment is a screen, too; anything else that failed is an error", async () => {
  const html = { status: 403, headers: { "Content-Type": "text/html; charset=utf-8" } };
  const refused = apiWith([new Response("<div>no</div>", html)]);
  assert.equal(await refused.api.fragment({ screen: "sheet", projectKey: "FER", sheet: "a b" }), "<div>no</div>");
  assert.equal(refused.requests[0].url, "https://app.example/jxl/ui/fragments/sheet?projectKey=FER&sheet=a+b");
  const failed = apiWith([refusal(502, { code: "jira_unavailable", message: "Jira is down." })]);
  await assert.rejects(failed.api.fragment({ screen: "project", projectKey: "FER" }), { code: "jira_unavailable" });
});

test("Retry-After in seconds or as a date", () => {
  assert.equal(secondsOf("30"), 30);
  assert.equal(secondsOf("-1"), 0);
  assert.equal(secondsOf(null), null);
  assert.equal(secondsOf("soon"), null);
  const inAMinute = secondsOf(new Date(Date.now() + 60_000).toUTCString());
  assert.ok(inAMinute !== null && inAMinute >= 58 && inAMinute <= 60);
});

test("paths quote what is put into them", () => {
  assert.equal(projectPath("A/B", "/sheets"), "api/v1/projects/A%2FB/sheets");
});
