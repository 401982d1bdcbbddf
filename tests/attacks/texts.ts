import { type Message, type MessageKey, message } from '../../lib/ui/shared/words/message.ts';
import { textOf } from '../unit/ui/words.ts';

type Values = Message['args'];

/** The extension's English texts, in place of those that a build makes. */
export const i18n = {
  t: (key: MessageKey, first?: number | Values, values?: Values): string => {
    const args = typeof first === 'number' ? { ...values, count: first } : first;
    return textOf('en', { ...message(key as 'extension.name'), ...(args && { args }) });
  },
};
