// What is asked of a list of sheets: search, tab, filters, order. Pure; the server does the looking.

/** @typedef {"all" | "favourites" | "recent"} Only */
/** @typedef {"name" | "owner" | "updated"} SortId */

/**
 * @typedef {object} ListQuery
 * @property {string} words
 * @property {Only} only
 * @property {string} owner  Account id; empty: anyone.
 * @property {string} project  Id; empty: any.
 * @property {SortId | ""} sort  Empty: the tab's own order.
 * @property {"asc" | "desc" | ""} dir
 */

/** @type {Readonly<ListQuery>} */
export const EVERYTHING = { words: "", only: "all", owner: "", project: "", sort: "", dir: "" };

/**
 * @param {ListQuery} query
 * @param {string} [cursor]  Where the page before ended.
 * @returns {Record<string, string>} as it stands in an address
 */
export function toParams({ words, only, owner, project, sort, dir }, cursor = "") {
  const all = {
    query: words.trim(),
    favourites: only === "favourites" ? "true" : "",
    recent: only === "recent" ? "true" : "",
    owner,
    project,
    sort,
    dir: sort ? dir : "",
    cursor,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}

/**
 * The order after a press on a column's head: the other way round if it is that column's already.
 * @param {ListQuery} query
 * @param {SortId} sort
 * @param {{ sort: string, dir: string }} shown  The order of what is shown.
 * @returns {ListQuery}
 */
export function sortedBy(query, sort, shown) {
  const isSame = shown.sort === sort;
  const first = sort === "updated" ? "desc" : "asc";
  return { ...query, sort, dir: isSame ? (shown.dir === "desc" ? "asc" : "desc") : first };
}

/**
 * The sentence below a list.
 * @param {number} shown
 * @param {number} total
 * @param {(value: number) => string} write
 */
export function countText(shown, total, write) {
  if (shown < total) return `${write(shown)} of ${write(total)} sheets.`;
  return total === 1 ? "1 sheet." : `${write(total)} sheets.`;
}
