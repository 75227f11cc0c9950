/**
 * What somebody tries, and what of it may be granted. The expectations are written from the specification (docs/threat-model.md and the
 * scope's table), never from what the code answers: `settings` under `--yes`, `source` besides at a second question or with
 * `--trust-source`, `never` only one by one, `privilege` and `log` only by `--confirm`.
 */
import type { RanWith } from '#account/ran-with.ts';
import type { Build, Snapshot } from '#account/snapshot.ts';
import type { Pair } from './pairs.ts';

export interface Expected {
  readonly settings?: readonly Pair[];
  readonly source?: readonly Pair[];
  readonly never?: readonly Pair[];
  readonly privilege?: readonly Pair[];
  readonly log?: readonly Pair[];
  /** Names of repositories that `--yes` may make. */
  readonly creates?: readonly string[];
  /** The text is one that no reader has to follow: less may be granted than stands here, and never more. */
  readonly atMost?: true;
}

export interface Attack extends Expected {
  readonly name: string;
  /** Commands of the phase `build`, or a whole buildspec. */
  readonly buildspec: string | readonly string[];
  /** The buildspec is inline in the project's settings. Otherwise it is `buildspec.yml` of the source on GitHub. */
  readonly inline?: true;
  /** Other files of the source. */
  readonly files?: Readonly<Record<string, string>>;
  /** What else differs in the project's settings. */
  readonly project?: (project: Snapshot['project']) => Snapshot['project'];
  /** What the build ran with, where it is not what the settings say. */
  readonly build?: Partial<Build>;
  readonly ran?: (project: Snapshot['project']) => RanWith;
  readonly lines?: readonly string[];
  /** Repositories that do not exist. */
  readonly missing?: readonly string[];
  readonly more?: Partial<Snapshot>;
}
