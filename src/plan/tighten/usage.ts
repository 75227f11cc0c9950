/** What is known of the use of a role, by its needs and by what was recorded. */
import type { LastAccessed } from '#account/usage.ts';
import type { Known } from '#account/snapshot.ts';

/** A need of a project, as far as it bears on what may go. */
export interface NeededBy {
  readonly project: string;
  readonly action: string;
  readonly resource: string;
}

/** A call of the role that was recorded; `resource` null: the record names none. */
export interface RecordedUse {
  readonly action: string;
  readonly resource: string | null;
}

/** What of a project was not read, and so may ask for more. */
export interface Unread {
  readonly project: string;
  /** Patterns of the actions that it may ask for. */
  readonly actions: readonly string[];
  readonly why: string;
}

export interface Usage {
  readonly needs: readonly NeededBy[];
  readonly unread: readonly Unread[];
  /** ISO 8601, UTC: what was used before does not count. */
  readonly since: string;
  readonly accessed: LastAccessed;
  /** Of builds too new for the last accessed data. */
  readonly recorded: readonly RecordedUse[];
  /** By the ARN of a resource: actions of the role that were recorded on it since then. */
  readonly onResource: Readonly<Record<string, Known<readonly string[]>>>;
}
