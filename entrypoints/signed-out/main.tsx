import { requestApps } from '../../lib/browser/access.ts';
import { backend } from '../../lib/browser/backend.ts';
import { mount } from '../../lib/ui/shared/mount.tsx';
import { SignedOutPage } from '../../lib/ui/signed-out/signed-out-page.tsx';

mount(<SignedOutPage backend={{ ...backend, requestApps }} />);
