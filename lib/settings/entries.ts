import * as v from 'valibot';
import { plainText } from '../errors/plain-text.ts';
import { isRecord } from '../protocol/json.ts';

/**
 * What of a document cannot be used: the path of the field that is wrong, why, and all that is left out for it. The path is
 * empty where that is the whole document.
 */
export type RefusedEntry = { path: string; reason: string; value: unknown };

/** Takes note of what is refused. */
export type Refuse = (entry: RefusedEntry) => void;

/** As long as a path or a reason may be, UTF-16 units: both may quote the document. */
const LONGEST = 300;

/** Collects what is refused, fit to be shown whatever the document holds. */
export function refuseInto(list: RefusedEntry[]): Refuse {
  return ({ path, reason, value }) =>
    list.push({ path: plainText(path, LONGEST), reason: plainText(reason, LONGEST), value });
}

/** A part of a document whose fields may be anything. */
export type Fields = Record<string, unknown>;

const WRONG_TYPE = 'wrong type';
const UNKNOWN_NAME = 'unknown name';

/**
 * Reads one entry of a document.
 * @param part what is validated of it.
 * @param value all that is left out where that does not validate.
 * @returns undefined then.
 */
export function take<T>(
  schema: v.GenericSchema<unknown, T>,
  part: unknown,
  path: string,
  refuse: Refuse,
  value = part,
): T | undefined {
  const parsed = v.safeParse(schema, part);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const fields = issue.path?.map(({ key }) => key) ?? [];
  refuse({ path: [path, ...fields].join('.'), reason: issue.message, value });
  return undefined;
}

/** Reads the choices that a part of a document makes, one by one; a part of another shape makes none. */
export function takeChoices<T extends object>(
  schemas: { [K in keyof T]: v.GenericSchema<unknown, T[K]> },
  given: unknown,
  path: string,
  refuse: Refuse,
): Partial<T> {
  if (!isRecord(given)) {
    refuse({ path, reason: WRONG_TYPE, value: given });
    return {};
  }
  const chosen: Partial<T> = {};
  for (const [name, value] of Object.entries(given)) {
    if (!isNameOf(schemas, name)) refuse({ path: `${path}.${name}`, reason: UNKNOWN_NAME, value });
    else Object.assign(chosen, named(name, take(schemas[name], value, `${path}.${name}`, refuse)));
  }
  return chosen;
}

/** The entries of a list, each with its path; what is no list has none. */
export function entriesOf(list: unknown, path: string, refuse: Refuse): [path: string, value: unknown][] {
  if (Array.isArray(list)) return list.map((value, at) => [`${path}[${at}]`, value]);
  refuse({ path, reason: WRONG_TYPE, value: list });
  return [];
}

/** Refuses what stands in a document beside its parts. */
export function refuseUnknown(fields: Fields, refuse: Refuse): void {
  for (const [path, value] of Object.entries(fields)) refuse({ path, reason: UNKNOWN_NAME, value });
}

function named(name: PropertyKey, choice: unknown): object {
  return choice === undefined ? {} : { [name]: choice };
}

function isNameOf<T extends object>(schemas: T, name: PropertyKey): name is keyof T {
  return Object.hasOwn(schemas, name);
}
