// What a new sheet starts from: JQL of the starts that the empty page offers. Pure.

export const MAX_NAME_CHARS = 255;
export const MAX_JQL_CHARS = 10_000;

/** @typedef {"blank" | "backlog" | "sprint" | "bugs" | "mine"} StartId */

/** @type {Readonly<Record<StartId, { name: string, where: string, order: string }>>} */
const STARTS = {
  blank: { name: "", where: "", order: "Rank" },
  backlog: { name: "Backlog", where: "resolution = EMPTY", order: "Rank" },
  sprint: { name: "Running sprint", where: "sprint IN openSprints()", order: "status ASC" },
  bugs: { name: "Open bugs", where: "issuetype = Bug AND resolution = EMPTY", order: "priority DESC, created ASC" },
  mine: { name: "My work", where: "assignee = currentUser() AND resolution = EMPTY", order: "updated DESC" },
};

/**
 * @param {string} id  An unknown one is the blank start.
 * @param {string} projectKey
 */
export function startOf(id, projectKey) {
  const start = STARTS[/** @type {StartId} */ (id)] ?? STARTS.blank;
  const scope = `project = ${quoteJQL(projectKey)}`;
  return { name: start.name, jql: `${scope}${start.where ? ` AND ${start.where}` : ""} ORDER BY ${start.order}` };
}

/** The same JQL for sites that do not know the Rank field. @param {string} jql */
export function withoutRank(jql) {
  return jql.replace(/ORDER BY Rank\b/i, "ORDER BY created DESC");
}

/** A value as a JQL string: keys such as IN or AND are words of the language. @param {string} value */
export function quoteJQL(value) {
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/**
 * What stands in the way of creating; "" when nothing does.
 * @param {string} name
 * @param {string} jql
 */
export function problemOf(name, jql) {
  if (!name.trim()) return "Give the sheet a name.";
  if (name.trim().length > MAX_NAME_CHARS) return `A name has at most ${MAX_NAME_CHARS} characters.`;
  if (!jql.trim()) return "Say which issues the sheet shows.";
  if (jql.length > MAX_JQL_CHARS) return `JQL has at most ${MAX_JQL_CHARS.toLocaleString("en")} characters here.`;
  return "";
}
