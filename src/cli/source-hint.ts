/** Run in a checkout of the project's source, a command that could not read it says how to. */
import type { Diagnosis } from '#diagnosis/finding.ts';
import type { ReadingFlags } from './describe.ts';
import type { Terminal } from './terminal.ts';

export async function hintAtSource(
  { snapshot, evidence }: Diagnosis,
  { source }: Pick<ReadingFlags, 'source'>,
  terminal: Terminal,
): Promise<void> {
  const { location } = snapshot.project.source;
  const isUnread = evidence.some((one) => one.kind === 'unresolved' && one.source.kind === 'buildspec');
  if (source !== undefined || location === null || !isUnread) return;
  const { isCheckoutOf } = await import('#tasks/checkout.ts');
  if (!isCheckoutOf('.', location)) return;
  const { notePaint, note } = terminal;
  note(
    `${notePaint.accent('hint')} this directory is a checkout of the project's source: add \`--source .\` to have it read`,
  );
}
