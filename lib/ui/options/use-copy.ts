import { useState } from 'preact/hooks';
import { t } from '../shared/words/text.ts';

/** What has become of the last copying: the value that is on the clipboard, and words for it. */
export type Copied = { value: string | null; words: string };

/** Copying values to the clipboard, and what became of the last one. */
export function useCopy(): { copied: Copied; copy: (value: string, field: string) => Promise<void> } {
  const [copied, setCopied] = useState<Copied>({ value: null, words: '' });
  const copy = async (value: string, field: string) => {
    const done = { value, words: t('registration.copied', { field }) };
    const failed = { value: null, words: t('registration.copy_failed') };
    setCopied(
      await navigator.clipboard.writeText(value).then(
        () => done,
        () => failed,
      ),
    );
  };
  return { copied, copy };
}
