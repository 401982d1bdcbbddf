/**
 * Measures several variants in turn, round by round, each round beginning with another one, after one round that does not
 * count.
 * @returns what each variant gave, in the order of the rounds.
 * @throws {Error} that names the variant, where one fails.
 */
export async function takeRounds<Name extends string, T>(
  rounds: number,
  variants: Record<Name, () => Promise<T>>,
): Promise<Record<Name, T[]>> {
  const names = Object.keys(variants) as Name[];
  const taken = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, T[]>;
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of rotated(names, round)) {
      const value = await variants[name]().catch((cause) => {
        throw new Error(`variant “${name}”`, { cause });
      });
      if (round > 0) taken[name].push(value);
    }
  }
  return taken;
}

/** Does something with many things, four at a time: enough to keep a small machine busy and no connection waiting. */
export async function fourAtATime<T, R>(things: T[], run: (thing: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let at = 0; at < things.length; at += 4)
    done.push(...(await Promise.all(things.slice(at, at + 4).map(run))));
  return done;
}

function rotated<T>(things: T[], by: number): T[] {
  const at = by % things.length;
  return [...things.slice(at), ...things.slice(0, at)];
}
