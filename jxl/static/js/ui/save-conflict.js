// The dialog for when two people changed the same thing: who, when, what differs, and the choice between both.

import { changedAround, differencesOf, sentenceOf } from "../state/conflict.js";
import { Dialog } from "./dialog.js";
import { el } from "./dom.js";

/** @import { ApiError } from "../api.js" */
/** @import { Difference, Members } from "../state/conflict.js" */
/** @import { Format } from "../state/format.js" */
/** @import { ItemKind } from "../sheet-client.js" */

const WORDS = { views: "view", structures: "structure", formats: "format" };

const SITUATIONS = {
  changed: {
    title: (/** @type {string} */ what) => `This ${what} was changed meanwhile`,
    take: "Take theirs",
    save: "Save mine over it",
  },
  deleted: {
    title: (/** @type {string} */ what) => `This ${what} was deleted meanwhile`,
    take: "Leave it deleted",
    save: "Bring mine back",
  },
  around: {
    title: (/** @type {string} */ what) => `What this ${what} uses was changed meanwhile`,
    take: "Drop my change",
    save: "Save mine",
  },
};

/**
 * @param {object} options
 * @param {ApiError} options.error  The 409; its details say who and when, where that is known.
 * @param {ItemKind | "sheet"} [options.kind]  What it is about.
 * @param {Members} options.mine
 * @param {Members | null} options.theirs  As it stands now; null: deleted. Saving mine then means adding it again.
 * @param {() => void} options.onTakeTheirs
 * @param {() => void} options.onSaveMine
 * @param {Format} [options.format]  Writes the time.
 * @returns {Dialog}
 */
export function openSaveConflict({ error, kind = "views", mine, theirs, onTakeTheirs, onSaveMine, format }) {
  const what = kind === "sheet" ? "sheet" : WORDS[kind];
  const { updatedBy, updatedAt, differences } = error.details;
  const who = nameOf(updatedBy);
  const ago = typeof updatedAt === "string" && format ? format.ago(updatedAt) : null;
  const around = changedAround(differences, kind);
  const situation = theirs === null ? "deleted" : around.length ? "around" : "changed";
  const words = SITUATIONS[situation];
  // Where only something around it changed, what differs from what stands there is nothing but the person's own work.
  const found = situation === "changed" ? differencesOf(mine, theirs) : [];
  const intro =
    situation === "around" ? around.join(" ") : sentenceOf({ what, who, ago, isDeleted: situation === "deleted" });
  const take = el("button", { type: "button", class: "button is-ghost" }, words.take);
  const save = el("button", { type: "button", class: "button is-primary" }, words.save);
  const dialog = new Dialog({
    title: words.title(what),
    size: found.length ? "medium" : "small",
    body: [
      el("p", {}, intro),
      found.length ? tableOf(found) : null,
      el("p", { class: "hint" }, "Your change is not saved yet. Escape goes back to it."),
    ],
    footer: [take, save],
  });
  for (const [button, choice] of /** @type {const} */ ([
    [take, onTakeTheirs],
    [save, onSaveMine],
  ])) {
    button.addEventListener("click", () => {
      dialog.close();
      choice();
    });
  }
  dialog.open(); // on Close: either choice loses something
  return dialog;
}

/** @param {Difference[]} differences */
function tableOf(differences) {
  const row = (/** @type {Difference} */ { label, mine, theirs }) =>
    el("tr", {}, el("th", { scope: "row" }, label), el("td", {}, mine), el("td", {}, theirs));
  const head = ["What differs", "Yours", "Theirs"].map((text) => el("th", { scope: "col" }, text));
  return el(
    "table",
    { class: "table is-person" },
    el("thead", {}, el("tr", {}, ...head)),
    el("tbody", {}, ...differences.map(row)),
  );
}

/** @param {unknown} person  As the server names people. */
function nameOf(person) {
  if (typeof person !== "object" || person === null || !("displayName" in person)) return null;
  return typeof person.displayName === "string" ? person.displayName : null;
}
