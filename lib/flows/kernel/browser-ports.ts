import type { PageContents } from '../../keycloak/end-page.ts';
import type { RealmCookie } from '../../keycloak/realm-cookie.ts';

/** The status of an answer, and where it led; null where the browser has shown none. */
export type TabAnswer = { status: number | null; ledTo: string | null };

/** Tabs of the browser, by their ids. */
export type Tabs = {
  /** Opens a foreground tab and gives its id. */
  open(url: string): Promise<number>;
  navigate(tabId: number, url: string): Promise<void>;
  focus(tabId: number): Promise<void>;
  /** Whether a page of an origin stands in a tab; false also where the browser does not show what stands there. */
  standsAt(tabId: number, origin: string): Promise<boolean>;
  /** The address of the tab that the person looks at; null unless a click on the toolbar button has opened it to us. */
  activeAddress(): Promise<string | null>;
  /** Opens a tab in the background and gives its id. */
  openHidden(url: string): Promise<number>;
  /** What the browser has shown of the last answer in a background tab of ours, for hosts that were allowed. */
  answer(tabId: number): Promise<TabAnswer>;
  /** Closes a tab without asking its page; one that has gone already is no failure. */
  close(tabId: number): Promise<void>;
  /** The same for a background tab of ours; one that the person has brought to the front is theirs. */
  closeHidden(tabId: number): Promise<void>;
};

/** Reads an HTML page with the browser's own parser; nothing in it runs or loads. */
export type PageReader = { read(html: string): Promise<PageContents> };

/** An open tab of an app with its address, and whether the browser is still waiting for the page there. */
export type AppTab = { tabId: number; address: string; isOnItsWay?: boolean };

/**
 * An app's tab, and what stands in it: a page with unsaved input; a blank page of the app's own origin, which has `emptied` what it
 * reaches; nothing that runs (`asleep`), as in every blank page in Firefox; a page that would not go (`stays`); or what is not the app's.
 */
export type LeftTab = AppTab & { is: 'unsaved' | 'emptied' | 'asleep' | 'stays' | 'elsewhere' };

/** What is to be cleared: an exact origin, what of it is not the app's, and whether cookies of its parent domains go too. */
export type Clearing = {
  origin: string;
  /** The issuers of all realms: on their hosts Keycloak's own cookies stay, and on their origins all storage. */
  issuers: string[];
  parentCookies: boolean;
};

/**
 * The domains of which the app's host still receives a cookie, and whether something may bring back what was removed: a cookie comes back
 * each time, or a page that may be seen has the app in a frame. `keepsStorage`: that stays, as the origin is a realm's.
 */
export type Cleared = { left: string[]; comesBack: boolean; keepsStorage: boolean };

/** What an app keeps in this browser. */
export type SiteData = {
  /** Whether the person has allowed it. */
  mayClear(origin: string): Promise<boolean>;
  /** Whether the person has, and a policy of the browser keeps the extension away from its host all the same. */
  isKeptAway(origin: string): Promise<boolean>;
  /** Whether the person has allowed its host, so that its server may be asked. */
  mayAsk(origin: string): Promise<boolean>;
  /** Whether it has a cookie that goes along with requests of pages of one site only; false where cookies may not be seen. */
  hasPartitioned(origin: string): Promise<boolean>;
  /**
   * Removes cookies, storage, databases, caches and service workers; other origins and hosts keep theirs.
   * @param emptied whether a page of the origin has emptied itself already.
   */
  clear(clearing: Clearing, emptied: boolean): Promise<Cleared>;
  /** The app's open tabs, those that are on their way to it too where the browser tells. */
  tabs(origin: string): Promise<AppTab[]>;
  /**
   * Has the page in a tab empty what it reaches, its session storage too, and puts a blank page in its place: with the page go its
   * requests, and what it writes as it goes is emptied from the blank one. One with unsaved input stays.
   */
  leave(tab: AppTab, origin: string): Promise<LeftTab>;
  /** Whether the person has taken a tab that was left for something else: what stands there is not the app's. */
  isTaken(tab: AppTab, origin: string): Promise<boolean>;
  /**
   * Brings the app's page back to a tab in which it does not stand, until it has loaded; it may come from a cache. Gives whether it
   * stands there.
   */
  load(tab: AppTab): Promise<boolean>;
  /** Loads a tab again past every cache; one that has gone meanwhile is no failure. */
  reload(tabId: number): Promise<void>;
  /** Closes a tab; its window stays, with an empty one in its place where it was the only one. */
  close(tabId: number): Promise<void>;
};

/** Whether a browser's mark of a session is a given session's: its own, another one's, or not to be seen. */
export type Mark = 'equal' | 'other' | 'unknown';

/** A digest of what tells the OP of a browser's session; `none` where nothing does, `unknown` where it may not be seen. */
export type Stamp = 'none' | 'unknown' | (string & {});

/** The browser's own mark of a session, for which no request is sent. */
export type SessionMarks = {
  /**
   * Holds Keycloak's cookie that tells of a session without being a credential against a session that is known; with the stamp, as both are
   * read at once.
   * @returns the mark `unknown` where cookies may not be read, or there is none that tells.
   */
  compare(issuer: string, sid: string): Promise<{ mark: Mark; stamp: Stamp }>;
  /**
   * A digest of the cookie by which Keycloak knows the browser. It sets it anew whenever somebody signs in to an app of the session, so the
   * same digest says that no app has joined since.
   * @returns `unknown` where cookies may not be read.
   */
  stamp(issuer: string): Promise<Stamp>;
};

/** What became of a tab that was sent to an OP. */
export type TabEvent = 'answered' | 'loaded' | 'arrived' | 'closed';

/** Events of the tabs that are watched, kept until asked for, so that one that comes early is not lost. */
export type TabEvents = {
  /** Tells that a tab has come back to the signed-out page with a good `state`. */
  arrived(tabId: number): void;
  /**
   * Gives the first of the wanted events that has come or comes, or null when the limit (milliseconds) has passed.
   * `answered` and `loaded` are given once each time they happen; `arrived` and `closed` stay. A page's headers may be shown before
   * or after it has loaded.
   */
  next<E extends TabEvent>(tabId: number, wanted: E[], limitMs: number): Promise<E | null>;
};

/** What the browser's cookies tell of realms, without a request; nothing where cookies may not be read. */
export type RealmCookies = {
  /** Whether the browser shows what cookies an address has. */
  areShown(address: string): Promise<boolean>;
  /** Where identity cookies stand: their values are not looked at. */
  present(): Promise<RealmCookie[]>;
  /** The origins of open tabs whose host was allowed. */
  tabOrigins(): Promise<string[]>;
  /** The issuer that the identity cookie there names; its value is a credential, and goes nowhere. */
  issuerIn(cookie: RealmCookie): Promise<string | null>;
};
