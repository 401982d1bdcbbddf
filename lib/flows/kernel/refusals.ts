import type { KeyedArea } from './ports.ts';
import { readOne } from './records.ts';

/** The prefix of the records that name the clients which a realm has refused, by its id. */
export const REFUSED = 'refused:';

/** A client as it is asked through: what is registered under an id is asked in another way than what a realm has under the same by itself. */
type Asked = { kind: string; id: string };

/** Remembers that a realm has refused a client, until the browser ends. */
export async function markRefused(area: KeyedArea, realmId: string, client: Asked): Promise<void> {
  const known = await readRefused(area, realmId);
  await area.set({ [REFUSED + realmId]: [...new Set([...known, nameOf(client)])] });
}

/** Has all clients of a realm be tried again: one may have been registered, or mended, since. */
export function forgetRefusals(area: KeyedArea, realmId: string): Promise<void> {
  return area.remove([REFUSED + realmId]);
}

/** Whether a realm has refused a client. */
export async function isRefused(area: KeyedArea, realmId: string, client: Asked): Promise<boolean> {
  return (await readRefused(area, realmId)).includes(nameOf(client));
}

function nameOf({ kind, id }: Asked): string {
  return `${kind} ${id}`;
}

async function readRefused(area: KeyedArea, realmId: string): Promise<string[]> {
  return (await readOne<string[]>(area, REFUSED + realmId)) ?? [];
}
