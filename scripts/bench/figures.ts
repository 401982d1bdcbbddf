/** What one way of doing a thing took, round by round, in the order of the rounds. */
export type Series = { name: string; unit: 'ms' | 'kB' | 'MB' | 'requests'; values: number[] };

/** One way beside another of the same rounds; `median`, `low` and `high` (quartiles) are of the rounds' own ratios. */
export type Ratio = { of: string; to: string; median: number; low: number; high: number };

/**
 * A figure that must not be above (`atMost`) a limit. `profile` is the same figure of the bare requests that ours cannot do
 * without: where even they are above the limit, it is out of reach on this machine.
 */
export type Floor = {
  name: string;
  measured: number;
  atMost: number;
  unit: 'times' | 'kB' | 'requests';
  profile?: { name: string; measured: number };
};

/** What one part of the bench has measured. `notes` say what a reader needs to know to trust it. */
export type Section = { title: string; series: Series[]; ratios: Ratio[]; floors: Floor[]; notes: string[] };
