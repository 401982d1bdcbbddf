import { backend } from '../../lib/browser/backend.ts';
import { PopupPage } from '../../lib/ui/popup/popup-page.tsx';
import { mount } from '../../lib/ui/shared/mount.tsx';

mount(<PopupPage backend={backend} />);
