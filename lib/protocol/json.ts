/**
 * Parses a text that may be no JSON.
 * @returns undefined where it is none.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
