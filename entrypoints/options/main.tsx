import { backend } from '../../lib/browser/backend.ts';
import { mount } from '../../lib/ui/mount.tsx';
import { OptionsPage } from '../../lib/ui/options-page.tsx';

mount(<OptionsPage backend={backend} />);
