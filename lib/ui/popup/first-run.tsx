import type { JSX } from 'preact';
import type { Backend } from '../../contract/messages.ts';
import { useFind } from '../shared/use-find.ts';
import { t } from '../shared/words/text.ts';

type FirstRunProps = {
  backend: Backend;
  /** Whether finding is the one primary act: no realm of the tab in front stands above. */
  primary: boolean;
  /** Whether a policy leaves it to the person to find or to add realms. */
  mayFind: boolean;
  mayAdd: boolean;
};

/** What a person sees who has no realm yet: to find realms, or to type an address. */
export function FirstRun({ backend, primary, mayFind, mayAdd }: FirstRunProps): JSX.Element {
  return (
    <div class="empty">
      <h2>{t('popup.empty_title')}</h2>
      <p class="soft">{t('popup.empty_text')}</p>
      {mayFind && <Find backend={backend} primary={primary} />}
      {mayAdd && (
        <a href="/options.html" target="_blank" rel="noopener">
          {t('popup.empty_add')}
        </a>
      )}
    </div>
  );
}

function Find({ backend, primary }: { backend: Backend; primary: boolean }): JSX.Element {
  const [said, find] = useFind(backend);
  return (
    <>
      <button
        type="button"
        class={primary ? 'primary' : ''}
        aria-describedby="find-why"
        onClick={() => void find(true)}
      >
        {t('found.find')}
      </button>
      <p class="soft" id="find-why">
        {t('found.why')}
      </p>
      <p role="status">{said && t(`found.${said}`)}</p>
    </>
  );
}
