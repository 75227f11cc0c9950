/**
 * What keeps an unknown decision from being known: of the unread layers and unknown keys, those on which the
 * answer hangs in at least one of the ways the others may turn out.
 */
import { isOpen, type ReadyRequest } from './context.ts';
import { allowed, type Said } from './grant.ts';
import type { DecidingStatement, LayerAnswer } from './layer.ts';
import type { Tri } from './tri.ts';
import { variablesOf } from './variables.ts';

export interface Unsettled {
  readonly answers: readonly LayerAnswer[];
  readonly said: Said;
}

export function missingOf(request: ReadyRequest, { answers, said }: Unsettled): readonly string[] {
  const missing = new Map<string, string>();
  const add = (name: string): void => {
    if (!missing.has(name.toLowerCase())) missing.set(name.toLowerCase(), name);
  };
  for (const answer of answers) {
    if (answer.unreadable) add(answer.layer);
    for (const deciding of answer.deciding) {
      if (deciding.matched === 'yes' || !matters(request, said, { answer, deciding })) continue;
      if (deciding.compiled.open) add(`statement ${deciding.compiled.index} of ${deciding.compiled.policy}`);
      for (const name of openNames(deciding, request)) add(name);
    }
  }
  return [...missing.values()];
}

interface Asked {
  readonly answer: LayerAnswer;
  readonly deciding: DecidingStatement;
}

/** Where no Deny is sure and an Allow is possible, a possible Deny always decides; an Allow only where none is sure. */
function matters(request: ReadyRequest, said: Said, { answer, deciding }: Asked): boolean {
  if (deciding.compiled.statement.effect === 'deny') return true;
  const { layer, ways } = answer;
  switch (layer) {
    case 'resourceControl':
      return false;
    case 'serviceControl':
    case 'vpcEndpoint':
      return answer.allow === 'maybe';
    case 'identity':
    case 'boundary':
    case 'session':
      return answer.allow === 'maybe' && turns(request, said, layer);
    case 'resource':
    case 'trust':
      return ways[deciding.naming] === 'maybe' && turns(request, said, deciding.naming);
  }
}

/** Whether one open answer turns the grant, for some way in which the other open ones may turn out. */
function turns(request: ReadyRequest, said: Said, name: keyof Said): boolean {
  const others = (Object.keys(said) as (keyof Said)[]).filter(
    (other) => other !== name && said[other] === 'maybe',
  );
  for (let world = 0; world < 2 ** others.length; world++) {
    const settled: Record<keyof Said, Tri> = { ...said };
    others.forEach((other, at) => {
      settled[other] = (world >> at) % 2 === 1 ? 'yes' : 'no';
    });
    if (allowed(request, { ...settled, [name]: 'yes' }) !== allowed(request, { ...settled, [name]: 'no' }))
      return true;
  }
  return false;
}

function openNames(
  { compiled, hangsOnBoundary }: DecidingStatement,
  request: ReadyRequest,
): readonly string[] {
  const open = (names: readonly string[]): readonly string[] =>
    names.filter((name) => isOpen(request.key(name)));
  const { resource } = compiled.statement;
  const conditions = compiled.conditions.filter(({ holds }) => holds(request) === 'maybe');
  return [
    ...(hangsOnBoundary ? ['boundary'] : []),
    ...(compiled.resource(request) === 'maybe' && resource.kind !== 'unnamed'
      ? open(resource.patterns.flatMap(variablesOf))
      : []),
    ...conditions.flatMap(({ test }) => open([test.key, ...test.values.flatMap(variablesOf)])),
  ];
}
