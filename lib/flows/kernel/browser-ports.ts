import type { PageContents } from '../../keycloak/end-page.ts';

/** The status of an answer, and where it led; null where the browser has shown none. */
export type TabAnswer = { status: number | null; ledTo: string | null };

/** Tabs of the browser, by their ids. */
export type Tabs = {
  /** Opens a foreground tab and gives its id. */
  open(url: string): Promise<number>;
  navigate(tabId: number, url: string): Promise<void>;
  focus(tabId: number): Promise<void>;
  exists(tabId: number): Promise<boolean>;
  /** The address of the tab that the person looks at; null unless a click on the toolbar button has opened it to us. */
  activeAddress(): Promise<string | null>;
  /** Opens a tab in the background and gives its id. */
  openHidden(url: string): Promise<number>;
  /** What the browser has shown of the last answer in a background tab of ours, for hosts that were allowed. */
  answer(tabId: number): Promise<TabAnswer>;
  /** Closes a tab without asking its page; one that has gone already is no failure. */
  close(tabId: number): Promise<void>;
};

/** Reads an HTML page with the browser's own parser; nothing in it runs or loads. */
export type PageReader = { read(html: string): Promise<PageContents> };

/** An open tab of an app: whether its page holds unsaved input, and whether it has emptied what its origin keeps. */
export type AppTab = { tabId: number; unsaved: boolean; emptied: boolean };

/** What is to be cleared: an exact origin, what of it is not the app's, and whether cookies of its parent domains go too. */
export type Clearing = {
  origin: string;
  /** The issuers of all realms: on their hosts Keycloak's own cookies stay, and on their origins all storage. */
  issuers: string[];
  parentCookies: boolean;
};

/** What an app keeps in this browser. */
export type SiteData = {
  /** Whether the person has allowed it. */
  mayClear(origin: string): Promise<boolean>;
  /**
   * Removes cookies, storage, databases, caches and service workers; other origins and hosts keep theirs.
   * @param emptied whether a page of the origin has emptied itself already.
   * @returns the parent domains of which the app's host still receives a cookie.
   */
  clear(clearing: Clearing, emptied: boolean): Promise<string[]>;
  /** The app's open tabs; has the page in each empty what it reaches, its session storage too. */
  emptyTabs(origin: string): Promise<AppTab[]>;
  /** Loads a tab again; one that has gone meanwhile is no failure. */
  reload(tabId: number): Promise<void>;
};

/** Whether a browser's mark of a session is a given session's: its own, another one's, or not to be seen. */
export type Mark = 'equal' | 'other' | 'unknown';

/** The browser's own mark of a session, for which no request is sent. */
export type SessionMarks = {
  /**
   * Holds Keycloak's cookie that tells of a session without being a credential against a session that is known.
   * @returns `unknown` where cookies may not be read, or there is none that tells.
   */
  compare(issuer: string, sid: string): Promise<Mark>;
};

/** What became of a tab that was sent to an OP. */
export type TabEvent = 'loaded' | 'arrived' | 'closed';

/** Events of the tabs that are watched, kept until asked for, so that one that comes early is not lost. */
export type TabEvents = {
  /** Tells that a tab has come back to the signed-out page with a good `state`. */
  arrived(tabId: number): void;
  /**
   * Gives the first of the wanted events that has come or comes, or null when the limit (milliseconds) has passed.
   * `loaded` is given once each time it happens; `arrived` and `closed` stay.
   */
  next(tabId: number, wanted: TabEvent[], limitMs: number): Promise<TabEvent | null>;
};
