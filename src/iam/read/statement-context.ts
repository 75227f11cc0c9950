import type { PolicyKind } from '../policy.ts';
import type { Json, Members } from './json-tree.ts';
import type { Reader } from './reader.ts';

/** What the readers of a statement's elements share. */
export interface StatementContext {
  readonly members: Members;
  readonly json: Json;
  readonly kind: PolicyKind;
  readonly reader: Reader;
}
