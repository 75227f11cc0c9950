/** Why one of several plans stands before the next. */
import { expect, it } from 'vitest';
import { type Ahead, whyAhead } from '#plan/alternatives.ts';
import type { Alternative } from '#plan/plan.ts';

const ONE: Alternative = {
  chosen: true,
  strategy: 'inline',
  role: null,
  changes: [],
  steps: ['write it'],
  grants: 1,
  onlyProject: 0,
  beyond: [],
  opens: [],
  size: { steps: 1, characters: 100 },
  reach: { projects: [], users: [] },
};
const MORE: Alternative['beyond'][number] = {
  actions: ['s3:*'],
  exceptActions: [],
  resources: ['*'],
  exceptResources: [],
  conditions: [],
  atMost: null,
};

it.each<[Ahead | null, Partial<Alternative>]>([
  ['allows-less', { beyond: [MORE], size: { steps: 0, characters: 0 } }],
  ['fewer-steps', { size: { steps: 2, characters: 0 } }],
  ['smaller', { size: { steps: 1, characters: 101 }, reach: { projects: null, users: [] } }],
  ['reaches-fewer', { reach: { projects: null, users: [] } }],
  ['reaches-fewer', { reach: { projects: ['Other'], users: [] } }],
  [null, { strategy: 'managed', role: 'other', steps: ['another'] }],
])('is told by what differs first: %s', (why, other) => {
  expect(whyAhead(ONE, { ...ONE, ...other })).toBe(why);
});
