// Saves views into the sheet for everybody who opens it, and explains what stood in the way.

import { ApiError } from "../../api.js";
import { asApiError } from "../../loader.js";
import { flag } from "../../ui/flag.js";
import { openSaveConflict } from "../../ui/save-conflict.js";
import { askViewName } from "../../ui/save-view.js";

/** @import { SheetView } from "../../types.d.ts" */
/** @import { SheetClient } from "../../sheet-client.js" */
/** @import { Format } from "../../state/format.js" */
/** @import { SheetViews } from "./views.js" */

export class ViewSaving {
  #client;
  #views;
  #format;
  #onChosen;
  #onBusy;
  #pending = 0;

  /**
   * @param {SheetClient} client
   * @param {SheetViews} views
   * @param {{ format: Format, onChosen: () => void, onBusy: () => void }} options  `onChosen`: another view is shown;
   *   `onBusy`: `isBusy` changed.
   * @param {AbortSignal} signal
   */
  constructor(client, views, { format, onChosen, onBusy }, signal) {
    this.#client = client;
    this.#views = views;
    this.#format = format;
    this.#onChosen = onChosen;
    this.#onBusy = onBusy;
    client.onChange((sheet) => views.replaceSheet(sheet), signal);
  }

  /** Something is on its way to the server. */
  get isBusy() {
    return this.#pending > 0;
  }

  /** Save what the person sees into the view. */
  async save() {
    const { saved, changes } = this.#views;
    const view = /** @type {SheetView & { id: string }} */ ({ ...saved, ...changes });
    await this.#put(view, `“${view.name}” is saved`);
  }

  /** @param {string} name */
  async rename(name) {
    await this.#put({ ...this.#views.saved, name }, "The view has another name");
  }

  /** Save what the person sees under a name of its own; the view it came from is shown as it was. */
  saveAs() {
    const { draft, saved, all } = this.#views;
    askViewName({
      name: `${saved.name}, copy`,
      taken: all.map(({ name }) => name),
      onName: (name) =>
        void this.#trying(async () => {
          const { id: _id, ...members } = draft;
          const added = await this.#client.addItem("views", { ...members, name });
          this.#views.discard();
          this.#views.choose(added.id);
          this.#onChosen();
          flag(`“${name}” is saved`);
        }),
    });
  }

  async makeDefault() {
    const { id, name } = this.#views.saved;
    await this.#trying(async () => {
      await this.#client.change({ defaultView: id });
      flag(`The sheet opens with “${name}”`);
    });
  }

  async remove() {
    const { id, name } = this.#views.saved;
    await this.#trying(async () => {
      const undo = await this.#client.removeItem("views", id);
      this.#onChosen();
      flag(`“${name}” is deleted`, "done", {
        label: "Undo",
        run: () =>
          void this.#trying(async () => {
            await undo();
            this.#views.choose(id);
            this.#onChosen();
          }),
      });
    });
  }

  /** @param {SheetView} view @param {string} done */
  async #put(view, done) {
    if (this.isBusy) return; // the second press of a double click
    this.#be(true);
    try {
      await this.#client.saveItem("views", view);
      flag(done);
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) this.#explain(error, view, done);
      else flag(asApiError(error).message, "warning");
    } finally {
      this.#be(false);
    }
  }

  /** @param {boolean} isBusy */
  #be(isBusy) {
    this.#pending += isBusy ? 1 : -1;
    this.#onBusy();
  }

  /** @param {ApiError} error @param {SheetView} mine @param {string} done */
  #explain(error, mine, done) {
    const theirs = this.#client.sheet.views?.find(({ id }) => id === mine.id) ?? null;
    openSaveConflict({
      error,
      kind: "views",
      mine: { ...mine },
      theirs: theirs && { ...theirs },
      format: this.#format,
      onTakeTheirs: () => this.#views.discard(),
      onSaveMine: () =>
        void this.#trying(async () => {
          if (theirs) await this.#client.saveItem("views", mine);
          else await this.#client.addItem("views", mine);
          flag(done);
        }),
    });
  }

  /** @param {() => Promise<void>} task */
  async #trying(task) {
    this.#be(true);
    try {
      await task();
    } catch (error) {
      flag(asApiError(error).message, "warning");
    } finally {
      this.#be(false);
    }
  }
}
