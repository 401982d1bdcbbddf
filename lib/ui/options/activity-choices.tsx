import type { JSX } from 'preact';
import type { OptionsBackend, View } from '../../contract/messages.ts';
import { MOST_DAYS } from '../../settings/schema.ts';
import { isActivityFixed } from '../../settings/under-policy.ts';
import { t } from '../shared/words/text.ts';
import { CheckBox } from './check-box.tsx';
import { NumberField } from './number-field.tsx';
import { SetByAdmin } from './policy-parts.tsx';

/** Whether anything is kept, for how long, and with whose names; each with what will be so. */
export function ActivityChoices({ backend, view }: { backend: OptionsBackend; view: View }): JSX.Element {
  const { keep, days, userNames } = view.settings.activity;
  const isFixed = (name: 'keep' | 'days' | 'userNames') => isActivityFixed(view.policy, name);
  const isAnyFixed = isFixed('keep') || isFixed('days') || isFixed('userNames');
  return (
    <fieldset aria-describedby="activity-intro">
      <legend class="unseen">{t('activity.choices')}</legend>
      <p id="activity-intro" class="soft" role="status">
        {keep ? t(userNames ? 'activity.intro_named' : 'activity.intro', { count: days }) : t('activity.off')}
      </p>
      <CheckBox
        checked={keep}
        fixed={isFixed('keep')}
        onChange={(on) => void backend.setUp('set-activity', { keep: on })}
      >
        {t('activity.keep')}
      </CheckBox>
      {keep && (
        <>
          <CheckBox
            checked={userNames}
            fixed={isFixed('userNames')}
            onChange={(on) => void backend.setUp('set-activity', { userNames: on })}
          >
            {t('activity.user_names')}
          </CheckBox>
          <NumberField
            id="activity-days"
            label={t('activity.days')}
            value={days}
            min={1}
            max={MOST_DAYS}
            fixed={isFixed('days')}
            onChange={(wanted) => void backend.setUp('set-activity', { days: wanted })}
          />
        </>
      )}
      {isAnyFixed && <SetByAdmin />}
    </fieldset>
  );
}
