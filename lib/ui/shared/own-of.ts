/**
 * What stands under a name in a record that is keyed by what others have named, such as a realm's id: nothing that every
 * object has, such as `constructor`.
 */
export function ownOf<T>(record: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
