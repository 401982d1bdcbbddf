import type { RuleName } from '../contract/countdown.ts';
import { ignore } from '../errors/ignore.ts';
import type { Ports, SettingsStore } from '../flows/kernel/ports.ts';
import type { DeskState } from '../flows/rules/desk.ts';
import { createRules, type Rules } from '../flows/rules/rules.ts';
import type { Settings } from '../settings/schema.ts';
import { createDesk } from './desk.ts';
import type { SignOutOf } from './sign-out-starter.ts';

/** The rules, and what has them follow the settings. */
export type RulesInForce = Rules & { follow(settings: Pick<Settings, 'rules'>): void };

/**
 * Has rules sign out by themselves, as the browser tells of input, locks and time. In a private window's worker nothing happens by itself:
 * that of ordinary windows hears the same. Call it synchronously at the worker's start.
 */
export function rulesInForce(start: SignOutOf, settings: SettingsStore, ports: Ports): RulesInForce {
  const guarded = (work: (rules: Rules) => Promise<void>): Promise<void> =>
    settings.isPrivate ? Promise.resolve() : work(rules).catch(ignore);
  const told = {
    turned: (state: DeskState) => guarded((own) => own.turned(state)),
    wake: () => guarded((own) => own.wake()),
  };
  const desk = createDesk(told, ports.session);
  const signOut = (by: RuleName, realmIds: string[]) => start(realmIds, [], { by });
  const rules: Rules = createRules(settings, signOut, { ...ports, desk });
  return {
    ...rules,
    follow: ({ rules: { idle, lock, times } }) => {
      const isInput = !settings.isPrivate && (idle.on || lock.on);
      desk.watch(isInput ? idle.minutes * 60 : null);
      if (isInput || times.on) void guarded((own) => own.wake());
    },
  };
}
