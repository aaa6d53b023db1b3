import assert from "node:assert/strict";
import { test } from "node:test";

import { Host, HostError, expiryOf, targetOf } from "../../jxl/static/js/host.js";

/** @param {number} expS  Seconds from now. @param {string} name */
function tokenOf(expS, name) {
  const claims = Buffer.from(JSON.stringify({ exp: Math.floor(Date.now() / 1000) + expS, name })).toString("base64url");
  return `h.${claims}.s`;
}

/** @param {object} bridge */
function hostOf(bridge) {
  const page = /** @type {any} */ ({ navigator: { language: "de-DE" } });
  page.parent = {};
  return new Host(page, /** @type {any} */ (bridge));
}

test("one token serves until shortly before it ends, and one question at a time", async () => {
  const tokens = [tokenOf(600, "first"), tokenOf(600, "second"), tokenOf(600, "third")];
  let asked = 0;
  const host = hostOf({ context: { getToken: async () => tokens[asked++] } });
  const [one, two] = await Promise.all([host.token(), host.token()]);
  assert.equal(one, two);
  assert.equal(await host.token(), one);
  assert.equal(asked, 1);
  assert.notEqual(await host.token({ fresh: true }), one);
  assert.equal(asked, 2);
});

test("a token that ends within half a minute is not used again", async () => {
  let asked = 0;
  const host = hostOf({ context: { getToken: async () => tokenOf(20, String(asked++)) } });
  await host.token();
  await host.token();
  assert.equal(asked, 2);
});

test("bridges that answer by callback are understood", async () => {
  const token = tokenOf(600, "x");
  const host = hostOf({ context: { getToken: (/** @type {(token: string) => void} */ callback) => callback(token) } });
  assert.equal(await host.token(), token);
});

test("outside Jira there is no token, and the reason is for the person", async () => {
  const host = hostOf({});
  await assert.rejects(host.token(), HostError);
});

test("a link names the sheet and nothing that the address named before", async () => {
  const host = hostOf({
    getLocation: (/** @type {(url: string) => void} */ callback) =>
      callback("https://x.atlassian.net/projects/FER?selectedItem=app&ac.sheet=old&ac.view=v#!screen=project"),
  });
  assert.equal(
    await host.linkTo({ screen: "sheet", projectKey: "FER", sheet: "new" }),
    "https://x.atlassian.net/projects/FER?selectedItem=app&ac.sheet=new",
  );
  assert.equal(
    await host.linkTo({ screen: "sheet", projectKey: "FER", sheet: "new", view: "v1", structure: "s1" }),
    "https://x.atlassian.net/projects/FER?selectedItem=app&ac.sheet=new&ac.view=v1&ac.structure=s1",
  );
});

test("where the person was is remembered in the address and found again", () => {
  let state = "";
  const host = hostOf({
    history: { pushState: (/** @type {string} */ pushed) => (state = pushed), getState: () => state },
  });
  const target = /** @type {const} */ ({ screen: "sheet", projectKey: "A&B", sheet: "s1", view: "v", structure: "st" });
  host.remember(target);
  assert.deepEqual(host.remembered(), target);
});

test("a state that is none of ours is none", () => {
  assert.equal(targetOf(""), null);
  assert.equal(targetOf("screen=elsewhere&sheet=1"), null);
  assert.deepEqual(targetOf("#!screen=directory"), { screen: "directory" });
});

test("a token that cannot be read is asked for each time", () => {
  assert.equal(expiryOf("opaque"), 0);
  assert.equal(expiryOf("a.b.c"), 0);
});
