import { defineBackground } from 'wxt/utils/define-background';
import { createAccess } from '../lib/browser/access.ts';
import { createActivityLog } from '../lib/browser/activity-log.ts';
import { installationAddresses } from '../lib/browser/addresses.ts';
import { browser } from '../lib/browser/api.ts';
import { sessionArea } from '../lib/browser/areas.ts';
import { signOutAtOnce } from '../lib/browser/at-once.ts';
import { clock, secret } from '../lib/browser/clock.ts';
import { createFirefoxWebAuth } from '../lib/browser/firefox-web-auth.ts';
import { createGlance } from '../lib/browser/glance.ts';
import { goOnWhenAllowed } from '../lib/browser/go-on.ts';
import { createHandlers } from '../lib/browser/handlers.ts';
import { createHop } from '../lib/browser/hop.ts';
import { createMenu } from '../lib/browser/menu.ts';
import { listenForMessages } from '../lib/browser/message-bus.ts';
import { createOidc } from '../lib/browser/oidc-client.ts';
import { createPageReader } from '../lib/browser/page-reader.ts';
import { openPopup } from '../lib/browser/popup.ts';
import { reach } from '../lib/browser/reach.ts';
import { realmCookies } from '../lib/browser/realm-cookies.ts';
import { rulesInForce } from '../lib/browser/rules.ts';
import { sessionMarks } from '../lib/browser/session-marks.ts';
import { createSettingsStore, publishSettings } from '../lib/browser/settings-store.ts';
import { watchSignIns } from '../lib/browser/sign-ins.ts';
import { signOutStarter } from '../lib/browser/sign-out-starter.ts';
import { createSiteData } from '../lib/browser/site-data.ts';
import { closeStorageToPages } from '../lib/browser/storage-access.ts';
import { createTabs } from '../lib/browser/tabs.ts';
import { updateAtRest } from '../lib/browser/updates.ts';
import { webAuth } from '../lib/browser/web-auth.ts';
import { welcomeWhenInstalled } from '../lib/browser/welcome.ts';
import { forgetRemoved } from '../lib/flows/kernel/forget-removed.ts';
import { createLocks } from '../lib/flows/kernel/locks.ts';
import { createMoments } from '../lib/flows/kernel/moments.ts';
import { createPace } from '../lib/flows/kernel/pace.ts';
import type { Ports, SettingsStore } from '../lib/flows/kernel/ports.ts';
import { createSignInNotes } from '../lib/flows/look/note-sign-ins.ts';
import { resume } from '../lib/flows/sign-out/resume.ts';
import type { Settings } from '../lib/settings/schema.ts';
import type { Message } from '../lib/ui/shared/words/message.ts';
import { render } from '../lib/ui/shared/words/text.ts';
import { glanceOf } from '../lib/ui/toolbar/glance.ts';
import { menuAct, menuLines } from '../lib/ui/toolbar/menu.ts';

/** What the toolbar is to say, in the browser's language. */
function inWords<T extends { title: Message | string }>(said: T): T & { title: string } {
  return { ...said, title: inText(said.title) };
}

function inText(said: Message | string): string {
  return typeof said === 'string' ? said : render(said);
}

type Toolbar = { ports: Ports; settings: SettingsStore; signOut: ReturnType<typeof signOutAtOnce> };

/**
 * The hot key, the menu on the button, and what the button says.
 * @returns to be called with the settings, at the start and after each change.
 */
function wireToolbar({ ports, settings, signOut }: Toolbar): (now: Settings) => void {
  const doInMenu = async (id: string): Promise<void> => {
    const act = menuAct(id);
    if (act?.kind === 'sign-out') await signOut('menu', act.realmIds);
    if (act?.kind === 'options') await browser.runtime.openOptionsPage();
  };
  browser.commands.onCommand.addListener((name) => void (name === 'sign-out' && signOut('key')));
  const menu = createMenu(ports.session, (id) => void doInMenu(id));
  const glance = createGlance(ports, async (statuses, countdown) => {
    const { realms } = await settings.read();
    const said = glanceOf(realms, statuses, countdown !== null && countdown.stoppedAt === undefined);
    return { ...inWords(said), mark: inText(said.mark) };
  });
  return ({ realms }) => {
    void menu(menuLines(realms, !import.meta.env.FIREFOX).map(inWords));
    glance();
  };
}

export default defineBackground({
  main() {
    const session = sessionArea();
    const settings = createSettingsStore(session);
    const addresses = installationAddresses();
    const { tabs, tabEvents, onClosed } = createTabs();
    const worker = secret();
    const hop = createHop();
    const pages = createPageReader();
    const asking = {
      clock,
      fetch: (url: string, init: RequestInit) => fetch(url, init),
      pace: createPace(clock),
    };
    const ports: Ports = {
      activity: createActivityLog(settings),
      ...asking,
      secret,
      hop,
      reach,
      marks: sessionMarks,
      realmCookies,
      moments: createMoments(clock),
      session,
      webAuth: import.meta.env.FIREFOX ? createFirefoxWebAuth(addresses, { ...asking, hop, pages }) : webAuth,
      tabs,
      tabEvents,
      oidc: createOidc({ webOrigin: addresses.webOrigin, secret }),
      addresses,
      access: createAccess(),
      pages,
      siteData: createSiteData({ session, tabs, tabEvents, worker }),
      worker,
      locks: createLocks(),
    };
    const ready = settings.read().then(({ realms }) => resume(realms, ports));
    const start = signOutStarter(() => ready.then(settings.read, settings.read), settings, ports);
    const rules = rulesInForce(start, settings, ports);
    const handlers = createHandlers(ports, settings, ready, openPopup, rules);
    listenForMessages(handlers);
    const signOut = signOutAtOnce(start, settings, ports);
    const toolbar = wireToolbar({ ports, settings, signOut });
    const inForce = (now: Settings): void => {
      toolbar(now);
      rules.follow(now);
    };
    publishSettings(session, inForce, ({ realms }) => void forgetRemoved(realms, ports));
    goOnWhenAllowed(ports, handlers);
    watchSignIns(createSignInNotes(ports, settings));
    browser.tabs.onRemoved.addListener(onClosed);
    closeStorageToPages();
    welcomeWhenInstalled();
    updateAtRest(clock);
  },
});
