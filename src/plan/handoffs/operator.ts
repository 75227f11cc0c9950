/**
 * What others have to do where whoever runs Rolemend may not. Comes in: the plan, or none, and what its operator lacks. Goes
 * out: each step for somebody who may take it, where a right to apply is lacking; and the rights themselves, for whoever
 * gives them. Never: says that an Allow is enough where a Deny forbids it.
 */
import type { Snapshot } from '#account/snapshot.ts';
import { taggedService } from '#account/tag-writes.ts';
import { nameInArn, parseArn } from '#iam/arn.ts';
import { rightsOfStep, type Setting } from '../operator/step-rights.ts';
import { lackingPolicy } from '../operator/rights-policy.ts';
import type { Asked, Lack, Operator } from '../operator/right.ts';
import type { OwnerKind } from '../owner.ts';
import type { Plan, Step } from '../plan.ts';
import {
  accountOfStep,
  forStep,
  type PerStep,
  shownBy,
  type StepKind,
  stepTarget,
  textsOf,
} from '../steps/step.ts';
import { type AwsCall, type Handoff, type HandoffChange, NO_CHANGE } from './handoff.ts';
import { parsedPolicy } from './parsed-policy.ts';
import { callOfStep } from './step-calls.ts';

/** A plan that somebody else may take over, and the state it was made from. */
export interface TakenOver {
  readonly plan: Pick<Plan, 'steps' | 'grants' | 'roleArn' | 'project'>;
  readonly setting: Setting;
}

/** All steps in order, as soon as one of them may not be taken: a plan is not taken by halves. */
export function handoffsOfPlan({ plan, setting }: TakenOver, operator: Operator): readonly Handoff[] {
  const mayNot = operator.lacks.filter((right) => right.for === 'apply');
  if (mayNot.length === 0) return [];
  return plan.steps.map((step, index) => {
    const { apply } = rightsOfStep(step, setting);
    const among = (rights: readonly Asked[]): readonly Asked[] =>
      rights.filter((right) => apply.some((one) => isSame(one, right)));
    const lacks = among(mayNot);
    const open = among(operator.unchecked);
    return {
      layer: null,
      owner: { kind: forStep(OWNERS, step), account: accountOfStep(step) ?? plan.project.account },
      at: stepTarget(step),
      actions: actionsOf(lacks),
      mayAlsoStop: actionsOf(open),
      resources: resourcesOf(lacks),
      change: changeOf(step, plan.steps),
      calls: [callOfStep(step, plan.project.region)],
      why: `step ${index + 1} of ${plan.steps.length} of a plan for somebody who may: \`${operator.as}\` may not do ${quoted(mayNot)}`,
      newlyAllows: newlyAllowedBy(step, plan),
    };
  });
}

const OWNERS: PerStep<OwnerKind> = {
  'put-role-policy': () => 'role-owner',
  'create-policy': () => 'role-owner',
  'create-policy-version': () => 'role-owner',
  'attach-role-policy': () => 'role-owner',
  'delete-role-policy': () => 'role-owner',
  'detach-role-policy': () => 'role-owner',
  'create-role': () => 'role-owner',
  'set-project-role': () => 'project-owner',
  'set-project-setting': () => 'project-owner',
  'create-repository': () => 'resource-owner',
  'add-tag': ({ on }) => (taggedService(on) === 'iam' ? 'role-owner' : 'resource-owner'),
  'write-policy': ({ at }) => (at.kind === 'trust' ? 'role-owner' : 'resource-owner'),
};

/** A policy of a plan is in effect once the role has it. */
const NEWLY_ALLOWING: Readonly<Record<StepKind, boolean>> = {
  'put-role-policy': true,
  'create-policy': false,
  'create-policy-version': true,
  'attach-role-policy': true,
  'delete-role-policy': false,
  'detach-role-policy': false,
  'create-role': false,
  'set-project-role': false,
  'set-project-setting': false,
  'create-repository': false,
  'add-tag': false,
  'write-policy': false,
};

const newlyAllowedBy = ({ kind }: Step, { grants, roleArn }: TakenOver['plan']): readonly string[] =>
  NEWLY_ALLOWING[kind] ? grants.map(({ action, resource }) => `${action} on ${resource} for ${roleArn}`) : [];

function changeOf(step: Step, steps: readonly Step[]): HandoffChange {
  if (step.kind === 'create-role') return { ...NO_CHANGE, after: step.trustPolicy };
  const texts = textsOf(step, steps) ?? shownBy(step);
  return texts === null ? NO_CHANGE : { ...texts, statement: null };
}

/** The rights that are lacking, for whoever gives the operator theirs, in each account; none where nothing is. */
export function handoffOfRights(
  operator: Operator,
  operators: Snapshot['operators'] = {},
): readonly Handoff[] {
  const elsewhere = Object.entries(operators).map(([account, as]): [string, Operator] => {
    const principal = /:(?:user|role)\//.test(as) ? as : null;
    return [account, { ...operator, as, principal }];
  });
  const all: readonly (readonly [string | undefined, Operator])[] = [[undefined, operator], ...elsewhere];
  return all.flatMap(([account, one]) => {
    const inIt = <Of extends Asked>(rights: readonly Of[]): readonly Of[] =>
      rights.filter((right) => right.account === account);
    return rightsHandoff({ ...one, lacks: inIt(one.lacks), unchecked: inIt(one.unchecked) });
  });
}

function rightsHandoff(operator: Operator): readonly Handoff[] {
  const { as, principal, lacks, unchecked } = operator;
  if (lacks.length === 0) return [];
  const after = lackingPolicy(operator);
  const statements = parsedPolicy(after)?.Statement ?? [];
  const statement = statements.length > 1 ? statements : (statements[0] ?? null);
  const lacking = actionsOf(lacks);
  return [
    {
      layer: null,
      owner: { kind: 'operator', account: parseArn(as)?.account ?? null },
      at: principal ?? as,
      actions: lacking,
      mayAlsoStop: actionsOf(unchecked).filter((action) => !lacking.includes(action)),
      resources: resourcesOf(lacks),
      change: { before: null, after, statement },
      calls: giving(principal, after),
      why: [`\`${as}\` may not do it, which Rolemend needs of whoever runs it`, ...wordDenies(lacks)].join(
        '; ',
      ),
      newlyAllows: lacks.map(({ action, resource }) => `${action} on ${resource} for ${principal ?? as}`),
    },
  ];
}

const wordDenies = (lacks: readonly Lack[]): readonly string[] => {
  const denied = lacks.filter(({ isDeny }) => isDeny === true);
  return denied.length === 0
    ? []
    : [
        `a Deny forbids ${quoted(denied)}, which no Allow outweighs: it stays unless its owner takes that out`,
      ];
};

/** A role of IAM Identity Center is changed through its permission set alone. Source: IAM Identity Center User Guide, permission sets. */
function giving(principal: string | null, document: string): readonly AwsCall[] {
  const { resource = '' } = parseArn(principal ?? '') ?? {};
  const kind = /^(user|role)\//.exec(resource)?.[1];
  if (kind === undefined || resource.startsWith('role/aws-reserved/')) return [];
  return [
    {
      operation: `iam put-${kind}-policy`,
      options: [
        [`--${kind}-name`, nameInArn(resource)],
        ['--policy-name', 'Rolemend-Operator'],
        ['--policy-document', document],
      ],
    },
  ];
}

const isSame = (one: Asked, other: Asked): boolean =>
  one.action === other.action && one.resource === other.resource;
const actionsOf = (rights: readonly Asked[]): readonly string[] => [
  ...new Set(rights.map(({ action }) => action)),
];
const resourcesOf = (rights: readonly Asked[]): readonly string[] => [
  ...new Set(rights.map(({ resource }) => resource)),
];
const quoted = (rights: readonly Asked[]): string =>
  actionsOf(rights)
    .map((action) => `\`${action}\``)
    .join(', ');
