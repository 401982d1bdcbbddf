import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { MOST_TIMES, type Settings } from '../../settings/schema.ts';
import { t, textLocale } from '../shared/words/text.ts';
import { CheckBox } from './check-box.tsx';
import { NumberField } from './number-field.tsx';
import { dayName, WEEK } from './rule-line.ts';

type Times = Settings['rules']['times'];
type TimesProps = { times: Times; fixed: boolean; onChange: (changed: Partial<Times>) => void };

/** The values of the rule of times of day: the times, the days of the week, and over how many minutes many machines spread. */
export function TimesValues({ times, fixed, onChange }: TimesProps): JSX.Element {
  return (
    <fieldset disabled={fixed} aria-label={t('rules.times')}>
      <TimeList times={times} fixed={fixed} onChange={onChange} />
      <div class="beside">
        {WEEK.map((day) => (
          <CheckBox
            key={day}
            checked={times.days.includes(day)}
            onChange={(on) => onChange({ days: withDay(times.days, day, on) })}
          >
            {dayName(day, textLocale())}
          </CheckBox>
        ))}
      </div>
      <NumberField
        id="times-spread"
        label={t('rules.spread')}
        value={times.spread}
        min={0}
        max={240}
        fixed={fixed}
        hint={t('rules.spread_hint')}
        onChange={(spread) => onChange({ spread })}
      />
    </fieldset>
  );
}

function withDay(days: number[], day: number, on: boolean): number[] {
  return WEEK.filter((one) => (one === day ? on : days.includes(one)));
}

function TimeList({ times, onChange }: TimesProps): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const add = (): void => {
    const time = field.current?.value ?? '';
    if (!time || times.at.includes(time) || times.at.length >= MOST_TIMES) return;
    onChange({ at: [...times.at, time].toSorted() });
  };
  const remove = (time: string): void => {
    onChange({ at: times.at.filter((one) => one !== time) });
    // Its button goes with it.
    field.current?.focus();
  };
  return (
    <div class="beside">
      {times.at.map((time) => (
        <span key={time} class="chip">
          {time}
          <button
            type="button"
            class="quiet"
            aria-label={t('rules.remove_time', { time })}
            onClick={() => remove(time)}
          >
            ×
          </button>
        </span>
      ))}
      <input ref={field} type="time" class="time" aria-label={t('rules.time')} />
      <button type="button" onClick={add}>
        {t('rules.add_time')}
      </button>
    </div>
  );
}
