// The host side of Atlassian's bridge: what Jira adds to connect-host.js, and the frame of the app itself.
//
// The bridge pads a call's arguments to the number of parameters that a function names, less one, and then adds its
// callback: every function here names its callback last, also those that answer with a promise.

const { connectHost } = window;
const container = document.getElementById("app-frame");
const frame = JSON.parse(container.dataset.frame);
const fullPage = new Set(["jiraProjectPages", "generalPages", "adminPages", "configurePage", "postInstallPage"]);

class BridgeError extends Error {}

/** Mark a function of a module as answering with a promise. */
function promised(method) {
  method.returnsPromise = true;
  return method;
}

async function ask(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new BridgeError(answer.message);
  return answer;
}

const here = { addonKey: frame.addonKey, moduleKey: frame.moduleKey, projectKey: frame.projectKey };

connectHost.defineModule("context", {
  getToken: promised(async function getToken(callback) {
    return (await ask("/_host/context-token", here)).token;
  }),
  getContext: promised(async function getContext(callback) {
    return (await ask("/_host/context-token", here)).context;
  }),
});

connectHost.defineModule("user", {
  getCurrentUser: promised(async function getCurrentUser(callback) {
    return { atlassianAccountId: frame.accountId };
  }),
  getTimeZone: promised(async function getTimeZone(callback) {
    return frame.timeZone;
  }),
  getLocale: promised(async function getLocale(callback) {
    return frame.locale;
  }),
});

// ---- Globals. AP.request: the site's REST API as the person who is logged in, within the app's scopes

const FORBIDDEN_HEADERS = new Set(["authorization", "cookie", "ap-client-key"]);

connectHost.defineModule({
  getLocation: function getLocation(callback) {
    callback(location.href);
  },
  sizeToParent: function sizeToParent(hideFooter, callback) {
    fillParent(callback._context);
  },
  request: promised(async function request(options, callback) {
    const { url = "", type = "GET", data, contentType, headers = {}, cache = true } = options ?? {};
    const target = new URL(url, location.href);
    if (target.origin !== location.origin || !target.pathname.startsWith("/rest/")) {
      throw new BridgeError("AP.request calls the REST API of this site only.");
    }
    const sent = new Headers({ "AP-Client-Key": frame.addonKey, Accept: "application/json" });
    for (const [name, value] of Object.entries(headers)) {
      if (!FORBIDDEN_HEADERS.has(name.toLowerCase())) sent.set(name, value);
    }
    const method = type.toUpperCase();
    const hasBody = data !== undefined && data !== null && method !== "GET" && method !== "HEAD";
    if (hasBody) sent.set("Content-Type", contentType ?? "application/x-www-form-urlencoded; charset=UTF-8");
    if (data && !hasBody) for (const [name, value] of Object.entries(data)) target.searchParams.set(name, value);
    const response = await fetch(target, {
      method,
      headers: sent,
      cache: cache ? "default" : "no-store",
      body: hasBody ? (typeof data === "string" ? data : new URLSearchParams(data).toString()) : undefined,
    });
    return {
      status: response.status,
      statusText: response.statusText,
      headers: [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\r\n"),
      body: await response.text(),
    };
  }),
});

// ---- AP.navigator

/** Where a target of AP.navigator.go is; null for one that this site does not have. */
async function pathOf(target, context) {
  switch (target) {
    case "issue":
      return `/browse/${encodeURIComponent(context.issueKey)}`;
    case "dashboard":
      return "/jira/projects";
    case "userProfile":
      return "/people/switch";
    case "projectAdminSummary":
      return `/projects/${encodeURIComponent(context.projectKey)}`;
    case "addonModule":
    case "addonmodule": {
      const projectKey = context.projectKey ?? context.context?.project?.key ?? frame.projectKey;
      const addonKey = context.addonKey ?? frame.addonKey;
      const { path } = await ask("/_host/module-path", { addonKey, moduleKey: context.moduleKey, projectKey });
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(context.customData ?? {})) query.set(`ac.${name}`, value);
      return query.size ? `${path}?${query}` : path;
    }
    case "site": {
      const url = new URL(context.relativeUrl ?? context.absoluteUrl ?? "", location.origin);
      if (url.origin !== location.origin) throw new BridgeError("The target site is this site only.");
      return url.pathname + url.search + url.hash;
    }
  }
  return null;
}

function customData() {
  const data = {};
  for (const [name, value] of new URL(location.href).searchParams) {
    if (name.startsWith("ac.")) data[name.slice(3)] = value;
  }
  return data;
}

connectHost.defineModule("navigator", {
  getLocation: promised(async function getLocation(callback) {
    const context = { addonKey: frame.addonKey, moduleKey: frame.moduleKey, customData: customData() };
    if (frame.projectKey) context.projectKey = frame.projectKey;
    return { target: "addonModule", context };
  }),
  go: promised(async function go(target, context, callback) {
    const path = await pathOf(target, context ?? {});
    if (path === null) throw new BridgeError(`This site does not know the target ${target}.`);
    location.assign(path);
    return true;
  }),
  reload: function reload(callback) {
    location.reload();
  },
});

// ---- AP.history: the state after "#!" in the address of this page

function state() {
  return location.hash.startsWith("#!") ? decodeURIComponent(location.hash.slice(2)) : "";
}

function describeState(oldURL) {
  const url = new URL(location.href);
  return {
    key: frame.moduleKey,
    hash: state(),
    query: url.search.slice(1),
    title: document.title,
    href: url.href,
    newURL: url.href,
    oldURL,
  };
}

function address(newState) {
  const text = typeof newState === "string" ? newState : JSON.stringify(newState);
  return `#!${encodeURI(text)}`;
}

let lastURL = location.href;
const noted = (change) => {
  change();
  lastURL = location.href;
};

connectHost.defineModule("history", {
  getState: function getState(type, callback) {
    callback(type === "all" ? describeState() : state());
  },
  pushState: function pushState(newState, title, url, callback) {
    if (newState !== state()) noted(() => history.pushState(null, "", address(newState)));
  },
  replaceState: function replaceState(newState, callback) {
    noted(() => history.replaceState(null, "", address(newState)));
  },
  back: function back(callback) {
    history.back();
  },
  forward: function forward(callback) {
    history.forward();
  },
  go: function go(delta, callback) {
    history.go(delta);
  },
  popState: function popState(callback) {
    // The frame's half of the module (frame-extras.js) keeps the listeners; the event below reaches them.
  },
});

// ---- AP.jira: what exists only so that an app that asks is told

connectHost.defineModule("jira", {
  refreshIssuePage: function refreshIssuePage(callback) {
    throw new BridgeError("AP.jira.refreshIssuePage works in a work item only; this page is none.");
  },
  isNativeApp: function isNativeApp(callback) {
    callback(false);
  },
});

// ---- Flags

const FLAG_ICONS = { info: "info", success: "done", warning: "warn", error: "warn" };
const FLAG_STAYS_MS = 8000;

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of [["class", "ic"], ["width", "16"], ["height", "16"], ["viewBox", "0 0 16 16"]]) {
    svg.setAttribute(key, value);
  }
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `/_host/static/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

function showFlag({ id, title, body, type, close, actions, onClose }) {
  const flag = document.createElement("section");
  flag.className = `flag ${type}`;
  flag.setAttribute("role", type === "error" || type === "warning" ? "alert" : "status");
  const head = document.createElement("b");
  head.textContent = title ?? "";
  const dismiss = document.createElement("button");
  dismiss.className = "close";
  dismiss.setAttribute("aria-label", "Dismiss");
  dismiss.append(icon("close"));
  flag.append(icon(FLAG_ICONS[type] ?? "info"), head, dismiss);
  if (body) {
    const text = document.createElement("p");
    text.textContent = new DOMParser().parseFromString(String(body), "text/html").body.textContent;
    flag.append(text);
  }
  if (actions.length) {
    const row = document.createElement("div");
    row.className = "row";
    for (const action of actions) {
      const button = document.createElement("button");
      button.className = "link";
      button.textContent = action.actionText;
      button.addEventListener("click", () => action.executeAction());
      row.append(button);
    }
    flag.append(row);
  }
  const remove = () => {
    if (!flag.isConnected) return;
    flag.remove();
    onClose(id);
  };
  dismiss.addEventListener("click", remove);
  document.getElementById("flags").append(flag);
  if (close === "auto") setTimeout(remove, FLAG_STAYS_MS);
  return { close: remove };
}

function provide(name, provider) {
  connectHost.getFrameworkAdaptor().registerModule({
    getModuleRegistrationName: () => name,
    isEnabled: () => true,
    getProvider: () => provider,
  });
}

provide("flag", { create: showFlag });
provide("dialog", {
  create() {
    throw new BridgeError("AP.dialog is not built in this site.");
  },
});

// ---- The frame

const sizedToParent = new Set();
const pixels = (size) => (/^\d+(\.\d+)?$/.test(String(size)) ? `${size}px` : String(size));

function fillParent(context) {
  const iframe = document.getElementById(context.extension_id);
  if (!iframe) return;
  sizedToParent.add(context.extension_id);
  iframe.style.width = "100%";
  iframe.style.height = "100%";
}

connectHost.registerProvider("addon", {
  resize(width, height, context) {
    const iframe = document.getElementById(context.extension_id);
    if (!iframe || sizedToParent.has(context.extension_id)) return;
    iframe.style.width = pixels(width);
    iframe.style.height = pixels(height);
  },
  sizeToParent(hideFooter, context) {
    fillParent(context);
  },
});

const { iframeAttributes } = connectHost.createExtension({
  addon_key: frame.addonKey,
  key: frame.moduleKey,
  url: frame.url,
  options: {
    isFullPage: fullPage.has(frame.moduleType),
    moduleType: frame.moduleType,
    hostOrigin: frame.siteUrl,
    history: { state: state() },
    noDom: true,
    noDOM: true,
  },
});

window.addEventListener("popstate", () => {
  const event = describeState(lastURL);
  lastURL = location.href;
  connectHost.broadcastEvent("history_popstate", { id: iframeAttributes.id }, event);
});

const iframe = document.createElement("iframe");
for (const [name, value] of Object.entries(iframeAttributes)) iframe.setAttribute(name, value);
iframe.setAttribute("referrerpolicy", "no-referrer");
iframe.setAttribute("allow", "clipboard-write");
iframe.title = document.title;
iframe.addEventListener("load", () => container.querySelector(".loading")?.remove(), { once: true });
container.prepend(iframe);
