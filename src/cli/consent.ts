/** A person's yes to one plan or one change: given ahead with `--yes`, or asked for. Nobody to ask is a no. */
import type { AccountReader } from '#account/ports.ts';
import { type Answer, askFor } from './ask.ts';
import type { Terminal } from './terminal.ts';

export interface Question {
  /** Null where GetCallerIdentity did not tell. */
  readonly text: (caller: string | null) => string;
  readonly word: string;
  /** What to do where there is nobody to ask. */
  readonly instead: string;
}

export interface Asker {
  readonly yes: boolean | undefined;
  readonly reader: Pick<AccountReader, 'caller'>;
  readonly signal?: AbortSignal;
}

export async function consent(
  { text, word, instead }: Question,
  { yes, reader, signal }: Asker,
  terminal: Pick<Terminal, 'interactive' | 'say'>,
): Promise<Answer> {
  if (yes === true) return 'yes';
  if (!terminal.interactive) {
    terminal.say(`there is nobody to ask: ${instead}`);
    return 'given-up';
  }
  const caller = await reader.caller();
  return askFor(word, text(caller.ok ? caller.value.arn : null), signal);
}
