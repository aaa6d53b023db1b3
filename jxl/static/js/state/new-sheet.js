// The draft of a new sheet: what a template fills in and what the person wrote. Pure.

export const MAX_NAME_CHARS = 255;
export const MAX_JQL_CHARS = 10_000;

/**
 * @typedef {object} Template
 * @property {string} id
 * @property {string} name
 * @property {string} about
 * @property {string[]} words
 * @property {{ scope: { jql: string }, [member: string]: unknown }} sheet
 */

/**
 * @typedef {object} Draft
 * @property {string} template
 * @property {string} name
 * @property {string} description
 * @property {string} jql
 */

/** What a template begins with; a blank sheet has no name yet. @param {Template} template @returns {Draft} */
export function draftOf({ id, name, sheet }) {
  return { template: id, name: id === "blank" ? "" : name, description: "", jql: sheet.scope.jql };
}

/**
 * Go over to another template: it fills in what the person has not written themselves.
 * @param {Draft} draft
 * @param {Template} from
 * @param {Template} to
 * @returns {Draft}
 */
export function withTemplate(draft, from, to) {
  const [before, after] = [draftOf(from), draftOf(to)];
  return {
    template: to.id,
    name: draft.name.trim() === before.name ? after.name : draft.name,
    description: draft.description,
    jql: draft.jql.trim() === before.jql ? after.jql : draft.jql,
  };
}

/** Whether the person wrote something that leaving would lose. @param {Draft} draft @param {Template} template */
export function isTouched(draft, template) {
  const start = draftOf(template);
  return draft.name !== start.name || draft.description !== "" || draft.jql.trim() !== start.jql;
}

export const FROM_FILE = "file";
const MOST_PROBLEMS = 5;

/**
 * A definition that the server has read, as a template.
 * @param {string} fileName
 * @param {{ sheet: Record<string, any>, problems: { message: string }[], problemsCount?: number }} preview
 * @returns {Template}
 */
export function templateOf(fileName, { sheet, problems, problemsCount = problems.length }) {
  const counts = ["columns", "views", "structures", "formats"].map((kind) => [kind, sheet[kind]?.length ?? 0]);
  const said = problems.slice(0, MOST_PROBLEMS).map(({ message }) => message);
  const more = problemsCount - said.length;
  return {
    id: FROM_FILE,
    name: String(sheet["name"]),
    about: `From ${fileName}.`,
    words: [
      ...counts.filter(([, count]) => count > 0).map(([kind, count]) => `${count} ${count === 1 ? kind.slice(0, -1) : kind}`),
      ...said,
      ...(more > 0 ? [`And ${more} more that is not known here.`] : []),
    ],
    sheet: /** @type {Template["sheet"]} */ (sheet),
  };
}

/** The request that makes it. @param {Draft} draft @param {Template} template */
export function bodyOf({ name, description, jql }, { sheet }) {
  return { ...sheet, name: name.trim(), description: description.trim(), scope: { jql: jql.trim() } };
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
