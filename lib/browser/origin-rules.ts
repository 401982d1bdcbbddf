import { browser } from './api.ts';

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
  updateSessionRules(change: { addRules: Rule[] }): Promise<void>;
};

/** Rules under which this extension's own requests go out without an Origin header, or with another. */
export type OriginRules = {
  /**
   * Makes the rule for exactly one address, or with a trailing `*` for all that begin with it, once per browser session.
   * @param methods in lower case.
   */
  leaveOriginOut(address: string, ...methods: ('get' | 'post' | 'delete')[]): Promise<void>;
  /** Has POST requests to exactly one address carry another Origin, once per browser session. */
  carryOrigin(address: string, origin: string): Promise<void>;
};

/** Makes the register of rules; changes come one after the other, so that no two get the same number. */
export function createOriginRules(): OriginRules {
  const api = (browser as unknown as { declarativeNetRequest: RulesApi }).declarativeNetRequest;
  const add = (address: string, methods: string[], header: Header): Promise<void> =>
    navigator.locks.request('origin-rules', () => addOnce(api, address, methods, header));
  return {
    leaveOriginOut: (address, ...methods) => add(address, methods, { header: 'origin', operation: 'remove' }),
    carryOrigin: (address, value) => add(address, ['post'], { header: 'origin', operation: 'set', value }),
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

async function addOnce(api: RulesApi, address: string, methods: string[], header: Header): Promise<void> {
  const urlFilter = address.endsWith('*') ? `|${address.slice(0, -1)}` : `|${address}|`;
  const rules = await api.getSessionRules();
  if (rules.some(({ condition }) => condition.urlFilter === urlFilter)) return;
  const own = rules.map((rule) => rule.id).filter(isOwn);
  const id = Math.max(firstId() - 1, ...own) + 1;
  await api.updateSessionRules({ addRules: [{ id, ...ruleFor(urlFilter, methods, header) }] });
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
