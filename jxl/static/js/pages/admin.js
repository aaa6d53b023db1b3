// The administration page. Links to Jira's own screens open in place of it; rights are checked on the server.

import { need } from "../ui/dom.js";
import { connectPersonCheck } from "../ui/person-check.js";

/** @import { ConnectScreen } from "../types.d.ts" */

/** @type {ConnectScreen} */
export function connect(root, app, signal) {
  connectPersonCheck(need(root, "[data-check]"), app, signal);
  root.addEventListener(
    "click",
    (event) => {
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest("[data-reload]")) void app.go({ screen: "admin" });
      else if (target?.closest("[data-go-check]")) {
        event.preventDefault();
        need(root, "#admin-person").focus();
      }
    },
    { signal },
  );
}
