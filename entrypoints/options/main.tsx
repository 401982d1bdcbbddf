import { createAccess, watchAllowed } from '../../lib/browser/access.ts';
import { installationAddresses } from '../../lib/browser/addresses.ts';
import { sessionArea } from '../../lib/browser/areas.ts';
import { backend } from '../../lib/browser/backend.ts';
import { clock, secret } from '../../lib/browser/clock.ts';
import { readPage } from '../../lib/browser/read-page.ts';
import { createSetUp } from '../../lib/browser/set-up.ts';
import { createSettingsStore } from '../../lib/browser/settings-store.ts';
import { OptionsPage } from '../../lib/ui/options/options-page.tsx';
import { mount } from '../../lib/ui/shared/mount.tsx';

const setUp = await createSetUp(
  {
    access: createAccess(),
    addresses: installationAddresses(),
    clock,
    fetch: (url, init) => fetch(url, init),
    pages: { read: async (html) => readPage(html) },
    secret,
    session: sessionArea(),
  },
  createSettingsStore(),
);

mount(<OptionsPage backend={{ ...backend, setUp, watchAllowed }} />);
