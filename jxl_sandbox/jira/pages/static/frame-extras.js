// The frame's half of two modules that Jira's own all.js adds to the bridge package: AP.history and AP.request.
// Appended to all.js as it is served. Names and answers follow @types/atlassian-connect-js.
(function extend(AP) {
  if (!AP || !AP._data || !AP._data.origin) return;

  if (AP.history) {
    const ask = { ...AP.history };
    const listeners = [];
    let state = (AP._data.options.history || {}).state || "";
    const keep = (newState) => {
      state = typeof newState === "string" ? newState : JSON.stringify(newState);
    };
    Object.assign(AP.history, {
      getState(type, callback) {
        if (typeof type === "function") return ask.getState("hash", type);
        if (callback) return ask.getState(type, callback);
        return state;
      },
      pushState(newState, title, url) {
        keep(newState);
        ask.pushState(newState, title, url);
      },
      replaceState(newState) {
        keep(newState);
        ask.replaceState(newState);
      },
      popState(callback) {
        listeners.push(callback);
      },
    });
    AP.register({
      history_popstate(event) {
        state = event.hash;
        for (const listener of listeners) listener(event);
      },
    });
  }

  if (AP.request) {
    const send = AP.request;
    const split = (url, options) => (typeof url === "string" ? { ...options, url } : { ...url });
    AP.request = function request(url, options) {
      const { success, error, ...sent } = split(url, options);
      const answered = send(sent).then((answer) => {
        const xhr = {
          status: answer.status,
          statusText: answer.statusText,
          responseText: answer.body,
          getAllResponseHeaders: () => answer.headers,
          getResponseHeader: (name) => {
            const wanted = `${name.toLowerCase()}: `;
            const line = answer.headers.split("\r\n").find((header) => header.startsWith(wanted));
            return line === undefined ? null : line.slice(wanted.length);
          },
        };
        if (answer.status >= 200 && answer.status < 300) {
          if (success) success(answer.body, "success", xhr);
          return { body: answer.body, xhr };
        }
        if (error) error(xhr, "error", answer.statusText);
        return Promise.reject({ xhr, err: answer.statusText });
      });
      if (success || error) answered.catch(() => undefined); // an app that gave callbacks awaits no promise
      return answered;
    };
  }
})(window.AP);
