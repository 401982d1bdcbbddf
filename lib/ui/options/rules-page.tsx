import type { ComponentChildren, JSX } from 'preact';
import type { OptionsBackend, View } from '../../contract/messages.ts';
import type { RuleEdit } from '../../settings/edit.ts';
import type { Realm } from '../../settings/schema.ts';
import { isRuleFixed } from '../../settings/under-policy.ts';
import { render, t, textLocale } from '../shared/words/text.ts';
import { CheckBox } from './check-box.tsx';
import { NumberField } from './number-field.tsx';
import { SetByAdmin } from './policy-parts.tsx';
import { idleSentence, sumOfRules, timesSentence } from './rule-line.ts';
import { TimesValues } from './times-values.tsx';

type Props = { backend: OptionsBackend; view: View };

/** When a person is signed out without a click: each rule is a switch and one sentence of what will happen, with its values once it is on. */
export function RulesPage({ backend, view }: Props): JSX.Element {
  const { rules } = view.settings;
  return (
    <>
      <p class="sum" role="status">
        {render(sumOfRules(rules, textLocale()))}
      </p>
      <When backend={backend} view={view} />
      <Before backend={backend} view={view} />
      <Covers backend={backend} view={view} />
    </>
  );
}

function changer(backend: OptionsBackend): (wanted: RuleEdit) => void {
  return (wanted) => void backend.setUp('set-rules', wanted);
}

function When({ backend, view }: Props): JSX.Element {
  const { rules } = view.settings;
  const { idle, lock, times } = rules;
  const change = changer(backend);
  return (
    <section aria-labelledby="rules-when">
      <h2 id="rules-when">{t('rules.when')}</h2>
      <ul class="card">
        <Rule
          id="idle"
          title={t('rules.idle')}
          text={render(idleSentence(rules))}
          on={idle.on}
          fixed={isRuleFixed(view.policy, 'idle')}
          onSwitch={(on) => change({ idle: { on } })}
        >
          <NumberField
            id="idle-minutes"
            label={t('rules.idle_minutes')}
            value={idle.minutes}
            min={1}
            max={480}
            fixed={isRuleFixed(view.policy, 'idle')}
            onChange={(minutes) => change({ idle: { minutes } })}
          />
        </Rule>
        <Rule
          id="lock"
          title={t('rules.lock')}
          text={t('rules.lock_text')}
          on={lock.on}
          fixed={isRuleFixed(view.policy, 'lock')}
          onSwitch={(on) => change({ lock: { on } })}
          note={t('rules.lock_firefox')}
        />
        <Rule
          id="times"
          title={t('rules.times')}
          text={render(timesSentence(rules, textLocale()))}
          on={times.on}
          fixed={isRuleFixed(view.policy, 'times')}
          onSwitch={(on) => change({ times: { on } })}
        >
          <TimesValues
            times={times}
            fixed={isRuleFixed(view.policy, 'times')}
            onChange={(wanted) => change({ times: wanted })}
          />
        </Rule>
      </ul>
    </section>
  );
}

type RuleProps = {
  id: string;
  title: string;
  text: string;
  on: boolean;
  fixed: boolean;
  onSwitch: (on: boolean) => void;
  /** What a browser cannot do, said in every browser, as settings travel. */
  note?: string;
  /** Its values, which an off rule does not show. */
  children?: ComponentChildren;
};

function Rule({ id, title, text, on, fixed, onSwitch, note, children }: RuleProps): JSX.Element {
  return (
    <li class="rule">
      <label for={`rule-${id}`}>{title}</label>
      <input
        id={`rule-${id}`}
        class="switch"
        type="checkbox"
        role="switch"
        checked={on}
        aria-checked={on}
        disabled={fixed}
        aria-describedby={`rule-${id}-text`}
        onChange={(event) => onSwitch(event.currentTarget.checked)}
      />
      <div id={`rule-${id}-text`}>
        <p class="soft">{text}</p>
        {note && <p class="soft">{note}</p>}
      </div>
      {fixed && <SetByAdmin />}
      {on && children && <div class="values">{children}</div>}
    </li>
  );
}

function Before({ backend, view }: Props): JSX.Element {
  const { countdown, postpone } = view.settings.rules;
  const change = changer(backend);
  const isFixed = (name: 'countdown' | 'postpone') => isRuleFixed(view.policy, name);
  return (
    <section aria-labelledby="rules-before">
      <h2 id="rules-before">{t('rules.before')}</h2>
      <NumberField
        id="rules-countdown"
        label={t('rules.countdown')}
        value={countdown}
        min={0}
        max={600}
        fixed={isFixed('countdown')}
        hint={t('rules.countdown_hint')}
        onChange={(seconds) => change({ countdown: seconds })}
      />
      <NumberField
        id="rules-postpone"
        label={t('rules.postpone')}
        value={postpone}
        min={1}
        max={240}
        fixed={isFixed('postpone')}
        onChange={(minutes) => change({ postpone: minutes })}
      />
      {(isFixed('countdown') || isFixed('postpone')) && <SetByAdmin />}
    </section>
  );
}

function Covers({ backend, view }: Props): JSX.Element {
  const { leftOut } = view.settings.rules;
  const change = changer(backend);
  const fixed = isRuleFixed(view.policy, 'leftOut');
  const named = view.settings.realms.filter(({ id }) => !view.found.includes(id));
  const cover = ({ issuer }: Realm, on: boolean): void => {
    const others = leftOut.filter((one) => one !== issuer);
    change({ leftOut: on ? others : [...others, issuer] });
  };
  return (
    <section aria-labelledby="rules-covers">
      <h2 id="rules-covers">{t('rules.covers')}</h2>
      <fieldset disabled={fixed} aria-labelledby="rules-covers" aria-describedby="rules-covers-text">
        {named.map((realm) => (
          <CheckBox
            key={realm.id}
            checked={!leftOut.includes(realm.issuer)}
            onChange={(on) => cover(realm, on)}
          >
            <bdi>{realm.label}</bdi>
          </CheckBox>
        ))}
        {fixed && <SetByAdmin />}
      </fieldset>
      <p id="rules-covers-text" class="soft">
        {t('rules.covers_text')}
      </p>
    </section>
  );
}
