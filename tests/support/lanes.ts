/**
 * Has each lane take the next of all as soon as it is free.
 * @param work throws where the lanes are to end.
 */
export async function share<T, L>(
  all: readonly T[],
  lanes: readonly L[],
  work: (one: T, lane: L) => Promise<void>,
): Promise<void> {
  const left = all.values();
  const take = async (lane: L): Promise<void> => {
    for (const one of left) await work(one, lane);
  };
  await Promise.all(lanes.map(take));
}
