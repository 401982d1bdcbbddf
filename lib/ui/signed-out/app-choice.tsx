import type { JSX } from 'preact';
import type { Backend, View } from '../../contract/messages.ts';
import type { AppVerdict } from '../../verdict/beside.ts';
import { t } from '../shared/words/text.ts';

type AppChoiceProps = { backend: Backend; own: View['own']; realmId: string; app: AppVerdict };

/**
 * Whether an app that was cleared is to be cleared at the next sign-outs too; the person's own choice, so not where an admin has made it.
 */
export function AppChoice({ backend, own, realmId, app }: AppChoiceProps): JSX.Element | null {
  const { origin, name, marks } = app;
  const realm = own.realms.find(({ id }) => id === realmId);
  if (!realm || !origin || !marks.includes('cleared')) return null;
  const on = realm.apps.find((one) => one.origin === origin)?.atSignOut !== 'clear';
  const choose = () => void backend.send('set-app', { realmId, origin, label: name, on });
  return (
    <button type="button" class="plain" onClick={choose}>
      {t(on ? 'app.clear_always' : 'app.leave_alone', { name })}
    </button>
  );
}
