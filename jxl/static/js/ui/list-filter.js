// Search and owner filter of a list of sheets. The rows are there already; only their visibility changes.

import { connectMenu } from "./menu.js";
import { need } from "./dom.js";

/**
 * @param {HTMLElement} root
 * @param {AbortSignal} signal
 */
export function connectListFilter(root, signal) {
  const list = root.querySelector("[data-list]");
  if (!list) return;
  const search = /** @type {HTMLInputElement} */ (need(root, "[data-search]"));
  const ownerButton = /** @type {HTMLElement | null} */ (root.querySelector("[data-owner-menu]"));
  const rows = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[data-row]")]);
  const footer = need(root, "[data-count]");
  const all = footer.textContent ?? "";
  let owner = "";

  const apply = () => {
    const words = search.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = (row.dataset["text"] ?? "").toLocaleLowerCase();
      const matches = words.every((word) => text.includes(word)) && (!owner || row.dataset["owner"] === owner);
      row.hidden = !matches;
      if (matches) shown += 1;
    }
    need(root, "[data-none]").hidden = shown > 0;
    footer.textContent = shown === rows.length ? all : `${shown} of ${rows.length} sheets.`;
  };

  search.addEventListener("input", apply, { signal });
  search.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !search.value) return;
      search.value = "";
      apply();
    },
    { signal },
  );
  if (!ownerButton) return;
  const owners = [...new Set(rows.map((row) => row.dataset["owner"] ?? "").filter(Boolean))].sort((a, b) =>
    a.localeCompare(b),
  );
  const label = need(ownerButton, "[data-label]");
  const choose = (/** @type {string} */ name) => () => {
    owner = name;
    label.textContent = `Owner: ${name || "anyone"}`;
    apply();
  };
  connectMenu(
    ownerButton,
    () => ["", ...owners].map((name) => ({ label: name || "Anyone", run: choose(name), checked: name === owner })),
    signal,
  );
}
