import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

/** What one embedded realm keeps, with the questions that a test or an admin asks of it. */
export type EmbeddedStore = {
  adapter: AdapterFactory;
  /** How many SSO sessions an account has. */
  sessionsOf(accountId: string): number;
  endSessionsOf(accountId: string): void;
  /** Ends the session that gave a client this `sid`, if it lives. */
  endSessionOf(clientId: string, sid: string): void;
};

/** Makes the memory of one realm. Nothing expires in it: a test is over long before. */
export function createEmbeddedStore(): EmbeddedStore {
  const models = new Map<string, Map<string, AdapterPayload>>();
  const model = (name: string): Map<string, AdapterPayload> => {
    const records = models.get(name) ?? new Map();
    models.set(name, records);
    return records;
  };
  const sessions = model('Session');
  const end = (which: (session: AdapterPayload) => boolean): void => {
    for (const [id, session] of sessions) if (which(session)) sessions.delete(id);
  };
  return {
    adapter: (name) => adapterOf(model(name), () => [...models.values()]),
    sessionsOf: (accountId) =>
      [...sessions.values()].filter((session) => session.accountId === accountId).length,
    endSessionsOf: (accountId) => end((session) => session.accountId === accountId),
    endSessionOf: (clientId, sid) => end((session) => session.authorizations?.[clientId]?.sid === sid),
  };
}

function adapterOf(records: Map<string, AdapterPayload>, all: () => Map<string, AdapterPayload>[]): Adapter {
  const findBy = (key: 'uid' | 'userCode', value: string) =>
    [...records.values()].find((record) => record[key] === value);
  return {
    upsert: async (id, payload) => void records.set(id, payload),
    find: async (id) => records.get(id),
    findByUid: async (uid) => findBy('uid', uid),
    findByUserCode: async (userCode) => findBy('userCode', userCode),
    destroy: async (id) => void records.delete(id),
    consume: async (id) => {
      const record = records.get(id);
      if (record) record.consumed = Math.floor(Date.now() / 1000);
    },
    revokeByGrantId: async (grantId) => {
      for (const each of all())
        for (const [id, record] of each) if (record.grantId === grantId) each.delete(id);
    },
  };
}
