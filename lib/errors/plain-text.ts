/** What breaks a line or steers a terminal: control characters, and Unicode's own separators of lines and paragraphs. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

/**
 * What is not seen and turns or hides what is: marks of direction, characters without a width, tags, halves of a character. Joiners and
 * variation selectors stay: scripts and emoji are written with them.
 * @see Unicode Standard Annex 9, section 2 (directional formatting); Unicode Technical Report 36, section 2.8
 */
const UNSEEN = /(?!\u200c|\u200d|\ufe0e|\ufe0f)\p{Default_Ignorable_Code_Point}|[\p{Cs}\ufff9-\ufffb]/gu;

/**
 * A text of somebody else, fit to be shown on one line, copied and pasted: without what only steers a screen or a terminal, and no longer
 * than given.
 * @param most UTF-16 units; what is cut ends in "…".
 */
export function plainText(text: string, most = 80): string {
  const seen = text.replace(CONTROL, ' ').replace(UNSEEN, '');
  // Half a character at the cut would be none.
  return seen.length > most ? `${seen.slice(0, most - 1).replace(/\p{Cs}$/u, '')}…` : seen;
}

/** As long as a detail may be, UTF-16 units: most are addresses, and some are what a server says. */
const LONGEST_DETAIL = 500;

/** A detail of a failure, for an admin, fit to be shown whoever has said it. */
export function plainDetail(detail: string): string {
  return plainText(detail, LONGEST_DETAIL);
}

/** Whether a text is fit to be shown as it stands. */
export function isPlainText(text: string): boolean {
  return plainText(text, Number.POSITIVE_INFINITY) === text;
}
