import { createBackend } from '../../lib/browser/backend.ts';
import { withTexts } from '../../lib/browser/texts.ts';
import { mount } from '../../lib/ui/shared/mount.tsx';
import { SignedOutPage } from '../../lib/ui/signed-out/signed-out-page.tsx';
import { judge } from '../../lib/verdict/judge.ts';

withTexts(() => mount(<SignedOutPage backend={createBackend(judge)} />));
