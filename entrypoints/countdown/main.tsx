import { createBackend } from '../../lib/browser/backend.ts';
import { clock } from '../../lib/browser/clock.ts';
import { watchCountdown } from '../../lib/browser/countdown-view.ts';
import { withTexts } from '../../lib/browser/texts.ts';
import { CountdownPage } from '../../lib/ui/countdown/countdown-page.tsx';
import { mount } from '../../lib/ui/shared/mount.tsx';
import { judgeBeside } from '../../lib/verdict/beside.ts';

withTexts(() =>
  mount(<CountdownPage backend={{ ...createBackend(judgeBeside), watchCountdown, now: clock.now }} />),
);
