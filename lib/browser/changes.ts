/** Records by their keys. */
export type Items = Record<string, unknown>;

/** A change of one record; nothing is new where it was removed. */
export type Change = { oldValue?: unknown; newValue?: unknown };

/** Changes of records, by their keys. */
export type Changes = Record<string, Change>;

/** Has records be as the browser says that they are by now. */
export function apply(items: Items, changes: Changes): void {
  for (const [key, { newValue }] of Object.entries(changes)) {
    if (newValue === undefined) delete items[key];
    else items[key] = newValue;
  }
}
