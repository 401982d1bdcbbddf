/** Does one step and prints it with the time it took. */
export async function step<T>(what: string, run: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await run();
  console.log(`${((performance.now() - startedAt) / 1000).toFixed(2).padStart(7)} s  ${what}`);
  return result;
}
