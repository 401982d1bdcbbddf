import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { OptionsBackend } from '../../contract/messages.ts';
import { t } from '../shared/words/text.ts';

/** What stands above the options when the browser has just installed the extension. */
export function Welcome({ backend }: { backend: OptionsBackend }): JSX.Element {
  const [pinned, setPinned] = useState(true);
  useEffect(() => void backend.isPinned().then(setPinned), [backend]);
  return (
    <section aria-labelledby="welcome">
      <h2 id="welcome">{t('welcome.title')}</h2>
      <p>{t('welcome.text')}</p>
      {!pinned && <p class="soft">{t('welcome.pin')}</p>}
    </section>
  );
}
