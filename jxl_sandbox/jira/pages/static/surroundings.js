// What connect-host.js expects to find on a Jira page: jQuery, feature gates, analytics.
// Jira brings the real ones. Here no gate is open, nothing is reported, and elements are never touched through jQuery
// because bridge.js creates and sizes the frame itself.
window.__FEATUREGATES_JS__ = {
  initializeCompleted: () => true,
  checkGate: () => false,
  getPackageVersion: () => "4.23.4", // the one that connect-host.js brings; another would be warned of
};
window.require = (name) => {
  if (name !== "ac/analytics") throw new Error(`There is no module ${name}.`);
  return { emitGasV3() {} };
};
window.AJS = { $: (element) => (element instanceof Element ? [element] : []) };
