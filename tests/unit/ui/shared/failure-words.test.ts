import { describe, expect, it } from 'vitest';
import { FAILURE_CODES } from '../../../../lib/errors/failure.ts';
import { keyPart, message } from '../../../../lib/ui/shared/words/message.ts';
import { textOf } from '../words.ts';

describe('a failure', () => {
  it.each(FAILURE_CODES)('of the code %s says in both languages what it is and what to do', (code) => {
    const part = keyPart(code);
    for (const language of ['en', 'de'] as const) {
      expect(textOf(language, message(`error.${part}.what`))).toMatch(/\.$/);
      expect(textOf(language, message(`error.${part}.remedy`))).toMatch(/\.$/);
    }
  });
});
