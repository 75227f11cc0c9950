/** What a tool's reader finds in one invocation. */
import type { BoundSession, Source, Use } from '../../evidence.ts';
import type { Invocation } from '../invocation.ts';
import type { ShellText } from '../text.ts';
import type { ToolMemory } from './memory.ts';
import type { Signer } from './signer.ts';

export type Reading =
  | {
      readonly kind: 'use';
      readonly use: Use;
      readonly through: readonly Source[];
      readonly at?: Source;
      /** The repository's whole address is the unedited value of settings, wherever the command stands. */
      readonly isNamedBySettings?: boolean;
      /** A part of what it names is chosen while running, by something that the source may decide. */
      readonly isOpenToSource?: boolean;
      /** Who signs where a login is kept on the machine, whatever the variables say by now. */
      readonly login?: Signer;
      /** The profile that an address names. */
      readonly profile?: ShellText;
    }
  | {
      readonly kind: 'session';
      readonly session: BoundSession;
      /** What is called with its keys; null: it is only taken. */
      readonly call: Use | null;
      readonly at?: Source;
    }
  | {
      readonly kind: 'unresolved';
      readonly why: string;
      readonly at?: Source;
      /** It is said once for all commands that it holds for, with their number. */
      readonly isOnce?: true;
      /** Patterns of the actions that it may ask for at the most; absent: of any. */
      readonly mayAskFor?: readonly string[];
    };

/** Whose project it is; the default region of the AWS CLI is a variable of the invocation. */
export interface ProjectPlace {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  /** Of the project's role, without its path. */
  readonly roleName: string;
}

export type ToolReader = (
  invocation: Invocation,
  place: ProjectPlace,
  memory: ToolMemory,
) => readonly Reading[];

export function used(use: Use, ...texts: readonly ShellText[]): Extract<Reading, { kind: 'use' }> {
  return { kind: 'use', use, through: [...new Set(texts.flatMap(({ origins }) => origins))] };
}

/** A call of an action, `s3:PutObject`, on a resource: for tools whose operations have the names of IAM's actions. */
export function called(action: string, resource: string, ...texts: readonly ShellText[]) {
  const [service = '', operation = ''] = action.split(':');
  const use = { kind: 'aws-call', service, operation, action, resources: [resource] } as const;
  return { ...used(use, ...texts), use };
}

/** Readings of a file that a command names have their place in that file. */
export function at(readings: readonly Reading[], source: Source): readonly Reading[] {
  return readings.map((reading) => ({ ...reading, at: source }));
}

/** What is said once for all commands that it holds for. */
export function unresolvedOnce(why: string): Extract<Reading, { kind: 'unresolved' }> {
  return { kind: 'unresolved', why, isOnce: true };
}

export function unresolved(why: string): Reading {
  return { kind: 'unresolved', why };
}
