// The fields of a site as columns of a sheet: their names and types, before a single row is read.

/** @import { Api } from "../api.js" */
/** @import { ColumnInfo, SheetDocument } from "../types.d.ts" */

/** @typedef {{ id: string, name: string, type: string, custom?: boolean }} FieldInfo */

/** Columns say "key"; the field is called otherwise. @type {Readonly<Record<string, string>>} */
const FIELD_OF = { key: "issuekey" };

/**
 * @param {Api} api
 * @param {AbortSignal} signal
 * @returns {Promise<FieldInfo[]>}
 */
export async function fetchFields(api, signal) {
  const { values } = /** @type {{ values: FieldInfo[] }} */ (await api.get("api/v1/fields", { signal }));
  return values;
}

/**
 * The columns of a sheet, in order. A field that the person may not see keeps its id as its name.
 * @param {SheetDocument} sheet
 * @param {readonly FieldInfo[]} fields
 * @returns {ColumnInfo[]}
 */
export function columnsOf(sheet, fields) {
  const byId = new Map(fields.map((field) => [field.id, field]));
  return (sheet.columns ?? []).map(({ id, field, title }) => {
    const known = byId.get(field) ?? byId.get(FIELD_OF[field] ?? "");
    return { id, field, name: title || known?.name || field, type: known?.type ?? "other" };
  });
}
