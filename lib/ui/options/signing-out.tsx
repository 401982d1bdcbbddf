import type { JSX } from 'preact';
import type { OptionsBackend, View } from '../../contract/messages.ts';
import type { AppTabs, Show } from '../../settings/schema.ts';
import { isChoiceFixed } from '../../settings/under-policy.ts';
import { render, t } from '../shared/words/text.ts';
import { SetByAdmin } from './policy-parts.tsx';

const SHOWS: Show[] = ['tab', 'background'];
const APP_TABS: AppTabs[] = ['reload', 'close'];
const CHOICES = {
  tab: 'options.show_tab',
  background: 'options.show_background',
  reload: 'options.app_tabs_reload',
  close: 'options.app_tabs_close',
} as const;

/** How a sign-out goes: where its result is shown, and what becomes of the tabs of apps. */
export function SigningOut({ backend, view }: { backend: OptionsBackend; view: View }): JSX.Element {
  const { policy, settings } = view;
  return (
    <>
      <Choice
        name="show"
        fixed={isChoiceFixed(policy, 'show')}
        options={SHOWS}
        chosen={settings.signOut.show}
        onChoose={(show) => void backend.setUp('set-show', { show })}
      />
      <Choice
        name="app_tabs"
        fixed={isChoiceFixed(policy, 'appTabs')}
        options={APP_TABS}
        chosen={settings.signOut.appTabs}
        onChoose={(appTabs) => void backend.setUp('set-app-tabs', { appTabs })}
      />
    </>
  );
}

type ChoiceProps<T extends Show | AppTabs> = {
  name: 'show' | 'app_tabs';
  options: T[];
  chosen: T;
  /** Set or locked by the admin's policy. */
  fixed: boolean;
  onChoose: (option: T) => void;
};

function Choice<T extends Show | AppTabs>(props: ChoiceProps<T>): JSX.Element {
  const { name, options, chosen, fixed, onChoose } = props;
  return (
    <section>
      <fieldset disabled={fixed}>
        <legend>{t(name === 'show' ? 'options.show_title' : 'options.app_tabs_title')}</legend>
        {options.map((option) => (
          <label key={option} class="choice">
            <input
              type="radio"
              name={name}
              value={option}
              checked={option === chosen}
              onChange={() => onChoose(option)}
            />
            {render({ key: CHOICES[option] })}
          </label>
        ))}
        {fixed && <SetByAdmin />}
      </fieldset>
    </section>
  );
}
