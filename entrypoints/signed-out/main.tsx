import { requestApps } from '../../lib/browser/access.ts';
import { backend } from '../../lib/browser/backend.ts';
import { withTexts } from '../../lib/browser/texts.ts';
import { mount } from '../../lib/ui/shared/mount.tsx';
import { SignedOutPage } from '../../lib/ui/signed-out/signed-out-page.tsx';

withTexts(() => mount(<SignedOutPage backend={{ ...backend, requestApps }} />));
