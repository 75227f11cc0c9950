/** Credentials, where they come from, and what is said where there are none. */
import type { CallProblem, Clock } from '#account/ports.ts';
import type { Result } from '#basics/result.ts';
import { NamedProblem } from '../named-problem.ts';
import type { ClientOptions } from '../client-options.ts';
import type { Settings } from '../settings.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Where credentials come from, chosen but not yet asked. */
export interface Source {
  /** In words, for the person who runs a command: `the environment`, `profile \`x\``. */
  readonly from: string;
  readonly get: () => Promise<Result<Credentials, CallProblem>>;
}

/** Null: nothing is configured there. */
export type Found = Result<Source | null, CallProblem>;

/** A code of a device for multi-factor authentication; null when nobody can be asked. */
export type AskCode = (device: string) => Promise<string | null>;

/** What the sources are looked for with. */
export interface Lookup {
  readonly settings: Settings;
  readonly region: string;
  readonly clientOptions: ClientOptions;
  readonly clock: Clock;
  readonly askCode: AskCode | undefined;
}

export const credentialsProblem = (code: string, message: string): CallProblem => ({
  kind: 'credentials',
  code,
  message,
  call: 'credentials',
  action: null,
  resource: null,
});

/** Before they expire: a call under way must not outlive them. As the SDK has it. */
const RENEWED_BEFORE = 5 * 60_000;

/** A provider as the SDK's clients take it: shared by all, it asks the source again only when its answer runs out. */
export function rememberedFrom(source: Source, clock: Clock): () => Promise<Credentials> {
  let known: Credentials | null = null;
  let asked: Promise<Credentials> | null = null;
  const left = ({ expiration }: Credentials): number =>
    expiration === undefined ? Infinity : expiration.getTime() - clock.now().getTime();

  async function ask(): Promise<Credentials> {
    const answer = await source.get();
    if (answer.ok) return (known = answer.value);
    // What still holds for minutes is better than a problem of a moment.
    if (known !== null && left(known) > 0) return known;
    throw new NamedProblem(answer.error);
  }

  return async () => {
    if (known !== null && left(known) > RENEWED_BEFORE) return known;
    asked ??= ask().finally(() => {
      asked = null;
    });
    return asked;
  };
}
