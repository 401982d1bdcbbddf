/** What a person does while something goes wrong. */
export const ACTS = ['look', 'sign in', 'sign out', 'sign out after a look'] as const;

/** One of them. */
export type Act = (typeof ACTS)[number];

/** What is said once an act has come to its end, and what the server says at the same moment. */
export type Seen = {
  /** Whether anything is still at work. */
  works: boolean;
  /** What is said of the realm: somebody is in, nobody is in any more, or neither. */
  says: 'in' | 'out' | 'neither';
  /** Whether a person goes away who reads it. */
  isGreen: boolean;
  /** Why it is not better. */
  cause: string | null;
  /** Whether a session that was in this browser lives on at the server. */
  lives: boolean;
  /** What of it is no more remembered although it lives. */
  isForgotten: boolean;
  /** All of it in a few words. */
  words: string;
};

/** How an act has ended, and what is wrong with that. */
export type Ending = { kind: EndingKind; words: string; complaints: Complaint[] };

/** The ends that are allowed: proven, failed with its cause, or unverified and said so; of a look and a sign-in, that it is so. */
export type EndingKind = 'proven' | 'proven, more is left' | 'so it is' | 'failed' | 'unverified';

/** What must never be. */
export type Complaint =
  | 'false "signed out"'
  | 'said to be in'
  | 'never came to rest'
  | 'no cause'
  | 'forgotten'
  | 'accuses what is well'
  | 'not well again'
  | 'broke';

/**
 * Holds what is said against what is so.
 * @param accuses whether a cause accuses what is well; none does where not given.
 */
export function endingOf(act: Act, seen: Seen, accuses: (cause: string) => boolean = () => false): Ending {
  const { works, says, isGreen, cause, lives, isForgotten, words } = seen;
  const complaints: Complaint[] = [];
  if (lives && (says === 'out' || isGreen)) complaints.push('false "signed out"');
  if (!lives && says === 'in') complaints.push('said to be in');
  if (works) complaints.push('never came to rest');
  if (says === 'neither' && !cause) complaints.push('no cause');
  if (isForgotten) complaints.push('forgotten');
  if (cause && accuses(cause)) complaints.push('accuses what is well');
  return { kind: kindOf(act, seen), words, complaints };
}

function kindOf(act: Act, { says, isGreen, lives }: Seen): EndingKind {
  if (isSignOut(act) && says === 'out') return isGreen ? 'proven' : 'proven, more is left';
  if (!isSignOut(act) && says !== 'neither') return 'so it is';
  return lives ? 'failed' : 'unverified';
}

/** Whether an act is to leave nobody in. */
export function isSignOut(act: Act): boolean {
  return act === 'sign out' || act === 'sign out after a look';
}

/** What came of an act under a fault, and of doing it again once that was over. */
export type Outcome = { first: Ending; again: Ending; complaints: Complaint[] };

/** Puts both together. */
export function outcomeOf(act: Act, first: Ending, seenAgain: Seen): Outcome {
  const again = endingOf(act, seenAgain);
  const complaints = [...first.complaints, ...again.complaints];
  if (!isWellAgain(act, first, seenAgain)) complaints.push('not well again');
  return { first, again, complaints };
}

/** Done; or as unverified as it was, where nothing is left to be done. */
function isWellAgain(act: Act, first: Ending, { says, lives }: Seen): boolean {
  if (!isSignOut(act)) return lives ? says === 'in' : says !== 'in';
  return !lives && (says === 'out' || first.kind === 'unverified');
}

/** Says how one line has come out: which it was, how it has ended, and what is wrong with that. */
export type Print = (where: string, ended: string, complaints: readonly Complaint[]) => void;

/** How many tries ended how. */
export type Tally = { all: number; well: number; lost: number; falseGreen: number };

/** The line that a run closes with. */
export function closingLine({ all, well, lost, falseGreen }: Tally): string {
  return `faults: ${well} of ${all} ended well, ${lost} lost, ${falseGreen} false "signed out"`;
}

/** Counts one more try. */
export function count(tally: Tally, complaints: readonly Complaint[]): void {
  const has = (...some: Complaint[]) => complaints.some((one) => some.includes(one));
  tally.all += 1;
  if (complaints.length === 0) tally.well += 1;
  if (has('forgotten', 'never came to rest', 'not well again', 'broke')) tally.lost += 1;
  if (has('false "signed out"')) tally.falseGreen += 1;
}
