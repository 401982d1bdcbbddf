import { createAccess, leaveEverywhere, requestAccess, watchAllowed } from '../../lib/browser/access.ts';
import { watchActivity } from '../../lib/browser/activity-log.ts';
import { installationAddresses } from '../../lib/browser/addresses.ts';
import { createBackend } from '../../lib/browser/backend.ts';
import { clock, secret } from '../../lib/browser/clock.ts';
import { ownArea } from '../../lib/browser/own-area.ts';
import { readerOfPage } from '../../lib/browser/page-reader.ts';
import { reach } from '../../lib/browser/reach.ts';
import { send } from '../../lib/browser/send.ts';
import { createSetUp } from '../../lib/browser/set-up.ts';
import { createSettingsStore } from '../../lib/browser/settings-store.ts';
import { withTexts } from '../../lib/browser/texts.ts';
import { isPinned, isWelcome } from '../../lib/browser/welcome.ts';
import { createPace } from '../../lib/flows/kernel/pace.ts';
import { OptionsPage } from '../../lib/ui/options/options-page.tsx';
import { mount } from '../../lib/ui/shared/mount.tsx';
import { judgeBeside } from '../../lib/verdict/beside.ts';

const settings = createSettingsStore(ownArea);
const setUp = await createSetUp(
  {
    access: createAccess(),
    addresses: installationAddresses(),
    clock,
    fetch: (url, init) => fetch(url, init),
    pace: createPace(clock),
    pages: readerOfPage,
    reach,
    secret,
    session: ownArea,
    testSession: async (realmId) => {
      const answer = await send('test-session', { realmId });
      return answer.ok ? answer.value : null;
    },
  },
  settings,
);

withTexts(() =>
  mount(
    <OptionsPage
      backend={{
        ...createBackend(judgeBeside),
        setUp,
        isPinned,
        isWelcome: isWelcome(),
        requestAccess,
        watchAllowed,
        watchActivity: (onActivity) => watchActivity(settings, onActivity),
        leaveEverywhere,
      }}
    />,
  ),
);
