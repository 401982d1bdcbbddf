import { backend } from '../../lib/browser/backend.ts';
import { mount } from '../../lib/ui/mount.tsx';
import { PopupPage } from '../../lib/ui/popup-page.tsx';

mount(<PopupPage backend={backend} />);
