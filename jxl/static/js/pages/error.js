// The error and no-permission pages: try again, or copy a request for whoever can help. Both also work outside Jira.

import { copyText } from "../ui/clipboard.js";
import { flag } from "../ui/flag.js";

/** @import { ConnectScreen } from "../types.d.ts" */

/** @type {ConnectScreen} */
export function connect(root, app, signal) {
  root.addEventListener(
    "click",
    (event) => {
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest("[data-again]")) {
        const projectKey = root.dataset["projectKey"];
        if (projectKey && app.host.isEmbedded) void app.go({ screen: "project", projectKey });
        else app.host.reload();
      }
      const request = target?.closest("[data-copy-text]");
      if (request) {
        if (copyText(request.getAttribute("data-copy-text") ?? "")) flag("Request copied");
        else flag("The browser did not copy it. Select the text and press Ctrl+C.", "warning");
      }
    },
    { signal },
  );
}
