import type { AccountAccess } from '#aws/open-account.ts';
import type { FixPorts } from '#tasks/fix-ports.ts';
import { openFileJournal } from './file-journal.ts';
import { systemClock } from './system-clock.ts';

/** What a change in an account works with: its ports, the person's journal and the clock of this machine. */
export const portsOn = (
  account: AccountAccess,
  signal: AbortSignal,
  onEvent: NonNullable<FixPorts['onEvent']>,
): FixPorts => ({ ...account, journal: openFileJournal(), clock: systemClock, signal, onEvent });
