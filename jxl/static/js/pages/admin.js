// The administration page. Everything on it is said by the server; links to Jira's own screens open beside it.

/** @import { ConnectScreen } from "../types.d.ts" */

/** @type {ConnectScreen} */
export function connect(root, app, signal) {
  root.querySelector("[data-reload]")?.addEventListener("click", () => void app.go({ screen: "admin" }), { signal });
}
