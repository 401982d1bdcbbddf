import type { JSX } from 'preact';
import type { OptionsBackend, OptionsView, Result } from '../../contract/messages.ts';
import { mayFind } from '../../settings/policy-find.ts';
import type { Realm } from '../../settings/schema.ts';
import { type FindSaid, useFind } from '../shared/use-find.ts';
import { t } from '../shared/words/text.ts';
import type { RealmEdits } from './use-realm-edits.ts';

type FoundProps = { backend: OptionsBackend; view: OptionsView; edits: RealmEdits };

/** Realms that nobody typed: those that were found, those that are ignored, and what it takes to find them. */
export function FoundRealms(props: FoundProps): JSX.Element | null {
  const { view } = props;
  if (!mayFind(view.policy)) return null;
  const found = view.settings.realms.filter(({ id }) => view.found.includes(id));
  return (
    <section class="found" aria-labelledby="found">
      <h2 id="found">{t('found.title')}</h2>
      {found.length > 0 && (
        <ul class="card" aria-labelledby="found">
          {found.map((realm) => (
            <FoundRealm key={realm.id} {...props} realm={realm} />
          ))}
        </ul>
      )}
      {found.length > 0 && <SignOutOfAll backend={props.backend} />}
      <Finding {...props} none={found.length === 0} />
      <Ignored {...props} />
    </section>
  );
}

/** Whether the one primary button of the page stands here: to sign out of what was found, or to find where nothing is known yet. */
export function hasPrimary({ policy, settings, found, allowed }: OptionsView): boolean {
  const nothingYet = settings.realms.length === 0 && !allowed.everywhere;
  return mayFind(policy) && (found.length > 0 || nothingYet);
}

function FoundRealm({ backend, edits, realm }: FoundProps & { realm: Realm }): JSX.Element {
  const { issuer, label } = realm;
  return (
    <li class="item" data-found={issuer}>
      <div class="facts">
        <span>
          <bdi>{label}</bdi> <span class="tag">{t('found.tag')}</span>
        </span>
        <code>{issuer}</code>
        <span class="soft">{t('found.nothing_to_register')}</span>
      </div>
      {!backend.isPrivate && (
        <div class="row">
          {(['keep', 'ignore'] as const).map((act) => (
            <button
              key={act}
              type="button"
              aria-label={t(`found.${act}_label`, { label })}
              onClick={() => void edits[act](realm)}
            >
              {t(`found.${act}`)}
            </button>
          ))}
        </div>
      )}
    </li>
  );
}

function SignOutOfAll({ backend }: { backend: OptionsBackend }): JSX.Element {
  return (
    <button type="button" class="primary" onClick={() => void backend.send('sign-out', {})}>
      {t('popup.all')}
    </button>
  );
}

function Finding({ backend, view, none }: FoundProps & { none: boolean }): JSX.Element {
  const [said, find] = useFind(backend);
  const { everywhere } = view.allowed;
  return (
    <>
      <div class="row">
        <button
          type="button"
          class={none && hasPrimary(view) ? 'primary' : ''}
          aria-describedby="found-why"
          aria-disabled={said === 'working'}
          onClick={() => void find(!everywhere)}
        >
          {everywhere ? t('found.again') : t('found.find')}
        </button>
        {everywhere && (
          <button type="button" class="quiet" onClick={() => void backend.leaveEverywhere()}>
            {t('found.give_back')}
          </button>
        )}
      </div>
      <p id="found-why" class="soft">
        {everywhere ? t('found.everywhere') : t('found.why')}
      </p>
      <p role="status">{outcome(said, view)}</p>
    </>
  );
}

/** What there is to say of looking for realms; what was found speaks for itself. */
function outcome(said: FindSaid, { settings, found }: OptionsView): string {
  if (said === '') return '';
  if (said !== 'none' || settings.realms.length === 0) return t(`found.${said}`);
  return settings.realms.some(({ id }) => found.includes(id)) ? '' : t('found.none_new');
}

function Ignored({ backend, view }: FoundProps): JSX.Element | null {
  const { ignored } = view.own;
  if (ignored.length === 0) return null;
  const again = (issuer: string): Promise<Result<unknown>> =>
    backend.setUp('ignore-realm', { issuer, on: false });
  return (
    <details>
      <summary>{t('found.ignored')}</summary>
      <ul>
        {ignored.map((issuer) => (
          <li key={issuer} data-ignored={issuer}>
            <code>{issuer}</code>{' '}
            <button
              type="button"
              class="quiet"
              aria-label={t('found.look_again_label', { issuer })}
              onClick={() => void again(issuer)}
            >
              {t('found.look_again')}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
