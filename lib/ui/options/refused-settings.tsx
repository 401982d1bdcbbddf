import type { JSX } from 'preact';
import type { OptionsBackend } from '../../contract/messages.ts';
import { plainText } from '../../errors/plain-text.ts';
import type { RefusedEntry } from '../../settings/entries.ts';
import { t } from '../shared/words/text.ts';
import { JsonLink } from './json-link.tsx';

type RefusedSettingsProps = { backend: OptionsBackend; refused: RefusedEntry[] };

/** What of the settings could not be read: named, with a way to have it as a file, and to let go of it. */
export function RefusedSettings({ backend, refused }: RefusedSettingsProps): JSX.Element | null {
  if (refused.length === 0) return null;
  return (
    <section aria-labelledby="refused" class="why">
      <h2 id="refused">{t('refused.title')}</h2>
      <p class="warn">{t('refused.text')}</p>
      <ul>
        {refused.map((entry, at) => (
          <li key={`${at} ${entry.path}`} data-refused={entry.path}>
            <Entry {...entry} />
          </li>
        ))}
      </ul>
      <div class="row">
        <JsonLink file="full-signout-refused.json" value={refused}>
          {t('refused.save')}
        </JsonLink>
        <button type="button" onClick={() => void backend.setUp('discard-refused', {})}>
          {t('refused.discard')}
        </button>
      </div>
    </section>
  );
}

function Entry({ path, reason, value }: RefusedEntry): JSX.Element {
  const where = [path, addressOf(value)].filter(Boolean).join(' ');
  return (
    <>
      {where ? <code>{where}</code> : `${t('refused.whole')}: `}
      {reason}
    </>
  );
}

/** By what a person knows a realm or an app, fit to be shown although it was refused. */
function addressOf(value: unknown): string | null {
  const { issuer, origin } = Object(value) as { issuer?: unknown; origin?: unknown };
  const address = issuer ?? origin;
  return typeof address === 'string' ? plainText(URL.parse(address)?.href ?? address, 300) : null;
}
