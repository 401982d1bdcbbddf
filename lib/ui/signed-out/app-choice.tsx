import type { JSX } from 'preact';
import type { Backend } from '../../contract/messages.ts';
import type { AppVerdict } from '../../verdict/beside.ts';
import { t } from '../shared/words/text.ts';
import { type AppRights, offeredFor } from './rights.ts';

type AppChoiceProps = { backend: Backend; rights: AppRights; realmId: string; app: AppVerdict };

/** Whether an app that was cleared is to be cleared at the next sign-outs too. */
export function AppChoice({ backend, rights, realmId, app }: AppChoiceProps): JSX.Element | null {
  const { origin, name } = app;
  const offered = offeredFor(app, realmId, rights);
  if (!origin || !offered) return null;
  const on = offered === 'clear';
  const choose = () => void backend.send('set-app', { realmId, origin, label: name, on });
  return (
    <button type="button" class="plain" onClick={choose}>
      {t(on ? 'app.clear_always' : 'app.leave_alone', { name })}
    </button>
  );
}
