/**
 * Rights held against what AWS has answered already. Comes in: the rights, and the reads so far. Goes out: those that were
 * refused, with the thing they were refused on, and those that nothing tells of yet. Never: takes a read that went well for
 * more than its own action.
 */
import type { AnsweredRead } from '#account/ports.ts';
import { parseArn } from '#iam/arn.ts';
import { compileResource } from '#iam/match/resource.ts';
import { distinctRights } from './required-rights.ts';
import type { Lack, Right } from './right.ts';

/** What is known of some rights without asking further. */
export interface AnsweredRights {
  readonly refused: readonly Lack[];
  /** Neither refused nor used yet. */
  readonly open: readonly Right[];
}

export function answeredRights(rights: readonly Right[], reads: readonly AnsweredRead[]): AnsweredRights {
  const refusals = reads.filter(({ refused }) => refused);
  const all = withoutPathless([...rights, ...onRefused(rights, refusals)], refusals);
  const held = all.map((right) => ({ right, answers: reads.filter((read) => isOn(read, right)) }));
  const known = held.flatMap(({ right, answers }) =>
    lacksOf(
      right,
      answers.filter(({ refused }) => refused),
    ),
  );
  const beside = refusals.filter((read) => !all.some((right) => isOn(read, right)));
  return {
    refused: distinctRights([
      ...known,
      ...beside.map((read) => lackOf({ ...named(read), for: 'read' }, [read])),
    ]),
    open: distinctRights(held.flatMap(({ right, answers }) => (answers.length === 0 ? [right] : []))),
  };
}

const named = ({ action, resource }: AnsweredRead) => ({ action, resource });

/** What is asked on whatever may be there is asked on each thing that was refused. */
function onRefused(rights: readonly Right[], refusals: readonly AnsweredRead[]): readonly Right[] {
  const wide = rights.filter(isForAny);
  return wide.flatMap((right) => {
    const alike = wide.filter(({ resource }) => resource === right.resource);
    const met = refusals.filter((read) => alike.some((other) => isOn(read, other)));
    return met.map((read) => onlyOn(right, read));
  });
}

/** What has no resource types is on `*` whatever is there. */
const isForAny = ({ isWide, resource }: Right): boolean => isWide === true && resource !== '*';

function onlyOn(right: Right, { resource }: AnsweredRead): Right {
  const { isWide: _, ...rest } = right;
  return { ...rest, resource };
}

/** A pattern stands for the things it was refused on where they are few. */
function lacksOf(right: Right, refusals: readonly AnsweredRead[]): readonly Lack[] {
  if (refusals.length === 0) return [];
  return isForAny(right) && refusals.length <= MOST_NAMED
    ? refusals.map((read) => lackOf(onlyOn(right, read), [read]))
    : [lackOf(right, refusals)];
}

const MOST_NAMED = 3;

const lackOf = (right: Right, refusals: readonly AnsweredRead[]): Lack =>
  refusals.some(({ isDeny }) => isDeny) ? { ...right, isDeny: true } : right;

/** AWS tells a role that it refuses by its name alone, and that is how a read of it asks. */
function isOn(read: AnsweredRead, { action, resource }: Right): boolean {
  if (read.action.toLowerCase() !== action.toLowerCase()) return false;
  const role = roleIn(read.resource);
  return (
    compileResource(resource).matches(read.resource) ||
    (role !== null && role.name === roleIn(resource)?.name && role.account === roleIn(resource)?.account)
  );
}

function roleIn(
  arn: string,
): { readonly account: string; readonly name: string; readonly path: string } | null {
  const { service, account = '', resource = '' } = parseArn(arn) ?? {};
  if (service !== 'iam' || !resource.startsWith('role/')) return null;
  const at = resource.lastIndexOf('/');
  return { account, name: resource.slice(at + 1), path: resource.slice('role'.length, at + 1) };
}

/** Whether a role is there that was refused is not known: the ARN with its path is meant, the other is for one that is gone. */
function withoutPathless(rights: readonly Right[], refusals: readonly AnsweredRead[]): readonly Right[] {
  const refused = new Set(refusals.flatMap(({ resource }) => roleIn(resource)?.name ?? []));
  const withPath = new Set(
    rights.flatMap(({ action, resource }) => {
      const role = roleIn(resource);
      return role === null || role.path === '/' ? [] : [`${action} ${role.name}`];
    }),
  );
  return rights.filter(({ action, resource }) => {
    const role = roleIn(resource);
    return role?.path !== '/' || !refused.has(role.name) || !withPath.has(`${action} ${role.name}`);
  });
}
