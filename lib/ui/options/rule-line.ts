import type { Settings } from '../../settings/schema.ts';
import { type Message, message } from '../shared/words/message.ts';

type RuleSettings = Settings['rules'];

/** What will happen by itself, in one sentence; what is off is not in it. */
export function sumOfRules({ idle, lock }: RuleSettings): Message {
  const input = message('rules.sum_idle', { count: idle.minutes });
  if (idle.on && lock.on) return message('rules.sum_both', { idle: input });
  if (idle.on) return message('rules.sum_one', { rule: input });
  if (lock.on) return message('rules.sum_one', { rule: message('rules.sum_lock') });
  return message('rules.sum_none');
}

/** What the rule of time without input does, as it is set. */
export function idleSentence({ idle, countdown }: RuleSettings): Message {
  const count = idle.minutes;
  return countdown === 0 ? message('rules.idle_at_once', { count }) : message('rules.idle_text', { count });
}
