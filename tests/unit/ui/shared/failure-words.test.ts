import { describe, expect, it } from 'vitest';
import type { FailureCode } from '../../../../lib/errors/failure.ts';
import { keyPart, message } from '../../../../lib/ui/shared/words/message.ts';
import { FAILURE_PARTS, textOf } from '../words.ts';

/** A code without its words does not compile: what the locales have is all. */
const KNOWN = FAILURE_PARTS.map((part) => part.replaceAll('_', '-') as FailureCode);

describe('a failure', () => {
  it.each(KNOWN)('of the code %s says in both languages what it is and what to do', (code) => {
    const part = keyPart(code);
    for (const language of ['en', 'de'] as const) {
      expect(textOf(language, message(`error.${part}.what`))).toMatch(/\.$/);
      expect(textOf(language, message(`error.${part}.remedy`))).toMatch(/\.$/);
    }
  });
});
