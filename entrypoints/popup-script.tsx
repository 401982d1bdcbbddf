import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { createBackend } from '../lib/browser/backend.ts';
import { askEarly } from '../lib/browser/early.ts';
import { withTexts } from '../lib/browser/texts.ts';
import { PopupPage } from '../lib/ui/popup/popup-page.tsx';
import { mount } from '../lib/ui/shared/mount.tsx';
import { judgeBeside } from '../lib/verdict/beside.ts';

/** One file of its own, which a popup has sooner than a module and what it shares with other pages. */
export default defineUnlistedScript(() => {
  askEarly();
  withTexts(() => mount(<PopupPage backend={createBackend(judgeBeside)} />));
});
