/** Addresses within the page, so that a cell, a need or a statement can be pointed at. */
import type { Layer } from '#iam/decision.ts';

/** Where a part of one diagnosis stands; a report may hold two. */
export const idOf = (page: string, ...parts: readonly (string | number)[]): string =>
  [page, ...parts].join('-');

/** The cell of a need for a layer. */
export const needId = (page: string, need: number, layer?: Layer): string =>
  idOf(page, 'need', need, ...(layer === undefined ? [] : [layer]));

/** A statement of a policy. */
export const statementId = (page: string, policy: number, statement: number): string =>
  idOf(page, 'policy', policy, statement);
