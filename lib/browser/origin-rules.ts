import { browser } from './api.ts';
import { ownArea } from './own-area.ts';

/** Chromium-style API that the polyfill's types do not know. */
type Rule = {
  id: number;
  condition: {
    urlFilter: string;
    requestMethods: string[];
    initiatorDomains: string[];
    resourceTypes: string[];
  };
  action: { type: string; requestHeaders: Header[] };
};
type Header = { header: string; operation: string; value?: string };
type RulesApi = {
  getSessionRules(): Promise<Rule[]>;
  updateSessionRules(change: { addRules?: Rule[]; removeRuleIds?: number[] }): Promise<void>;
};

/** Rules under which this extension's own requests go out without an Origin header, or with another. Each is an OP's, by its issuer. */
export type OriginRules = {
  /**
   * Makes the rule for exactly one address, or with a trailing `*` for all that begin with it, once per browser session.
   * @param methods in lower case.
   */
  leaveOriginOut(issuer: string, address: string, ...methods: ('get' | 'post' | 'delete')[]): Promise<void>;
  /** Has POST requests to exactly one address carry another Origin, once per browser session. */
  carryOrigin(issuer: string, address: string, origin: string): Promise<void>;
  /** Takes back the rules of every OP but those of these issuers; one that has become another's by its address is made anew. */
  keepOnly(issuers: string[]): Promise<void>;
};

/** The key of the record that names the issuer for which each rule was made, by the rule's number. It goes with the rules. */
const MADE_FOR = 'rules';

type MadeFor = Record<string, string>;

/** Makes the register of rules; changes come one after the other, so that no two get the same number. */
export function createOriginRules(): OriginRules {
  const api = (browser as unknown as { declarativeNetRequest: RulesApi }).declarativeNetRequest;
  const oneAfterTheOther = (work: () => Promise<void>) => navigator.locks.request('origin-rules', work);
  const add = (issuer: string, address: string, methods: string[], header: Header): Promise<void> =>
    oneAfterTheOther(() => addOnce(api, issuer, address, methods, header));
  return {
    leaveOriginOut: (issuer, address, ...methods) =>
      add(issuer, address, methods, { header: 'origin', operation: 'remove' }),
    carryOrigin: (issuer, address, value) =>
      add(issuer, address, ['post'], { header: 'origin', operation: 'set', value }),
    keepOnly: (issuers) => oneAfterTheOther(() => removeOthers(api, issuers)),
  };
}

/** With incognito "split" two instances of this extension number their rules, and neither may take the other's number. */
const PRIVATE_FROM = 100_000;

function firstId(): number {
  return browser.extension.inIncognitoContext ? PRIVATE_FROM : 1;
}

function isOwn(id: number): boolean {
  return id >= PRIVATE_FROM === (firstId() === PRIVATE_FROM);
}

async function addOnce(
  api: RulesApi,
  issuer: string,
  address: string,
  methods: string[],
  header: Header,
): Promise<void> {
  const urlFilter = address.endsWith('*') ? `|${address.slice(0, -1)}` : `|${address}|`;
  const rules = await api.getSessionRules();
  if (rules.some(({ condition }) => condition.urlFilter === urlFilter)) return;
  const own = rules.map((rule) => rule.id).filter(isOwn);
  const id = Math.max(firstId() - 1, ...own) + 1;
  // Before the rule: one that is nobody's goes with the next realm that does.
  await ownArea.set({ [MADE_FOR]: { ...(await readMadeFor()), [id]: issuer } });
  await api.updateSessionRules({ addRules: [{ id, ...ruleFor(urlFilter, methods, header) }] });
}

async function removeOthers(api: RulesApi, issuers: string[]): Promise<void> {
  const ids = (await api.getSessionRules()).map((rule) => rule.id).filter(isOwn);
  if (ids.length === 0) return;
  const madeFor = await readMadeFor();
  const gone = ids.filter((id) => !issuers.includes(madeFor[id] ?? ''));
  if (gone.length > 0) await api.updateSessionRules({ removeRuleIds: gone });
}

async function readMadeFor(): Promise<MadeFor> {
  return ((await ownArea.get([MADE_FOR]))[MADE_FOR] as MadeFor | undefined) ?? {};
}

function ruleFor(urlFilter: string, requestMethods: string[], header: Header): Omit<Rule, 'id'> {
  return {
    condition: {
      urlFilter,
      requestMethods,
      initiatorDomains: [new URL(browser.runtime.getURL('/')).host],
      resourceTypes: ['xmlhttprequest'],
    },
    action: { type: 'modifyHeaders', requestHeaders: [header] },
  };
}
