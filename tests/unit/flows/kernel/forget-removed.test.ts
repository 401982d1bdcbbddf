import { describe, expect, it } from 'vitest';
import { forgetRemoved } from '../../../../lib/flows/kernel/forget-removed.ts';
import { createPorts, createWorld } from '../../world.ts';

describe('what is known of a realm that was removed', () => {
  it('is forgotten, its tokens first of all, and that of the others stays', async () => {
    const world = createWorld();
    const ports = createPorts(world);
    const of = (id: string) => [
      `session:${encodeURIComponent(id)}:s1`,
      ...['status', 'left', 'test', 'recognises', 'refused', 'document'].map((kind) => `${kind}:${id}`),
    ];
    const others = ['settings', 'listed', 'found', 'run:r', 'row:r:a', 'discovery:https://a.test/realms/a'];
    // One is named like the beginning of another, and one like a record.
    const [kept, removed] = [
      ['a', 'a b'],
      ['a b c', 'session:a', 'ab'],
    ];
    for (const key of [...others, ...[...kept, ...removed].flatMap(of)]) world.records.set(key, true);
    const told: string[][] = [];
    const access = { ...ports.access, keepOnly: async (issuers: string[]) => void told.push(issuers) };
    const realms = kept.map((id) => ({ id, issuer: `https://${encodeURIComponent(id)}.test/realms/x` }));
    await forgetRemoved(realms, { ...ports, access });
    expect(new Set(world.records.keys())).toEqual(new Set([...others, ...kept.flatMap(of)]));
    expect(told).toEqual([realms.map(({ issuer }) => issuer)]);
  });
});
