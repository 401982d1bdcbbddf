/** What is done about a failure that changes nothing of what follows. */
export function ignore(): undefined {
  return undefined;
}
