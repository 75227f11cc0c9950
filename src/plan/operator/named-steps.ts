/**
 * The steps that changing what was named takes as a rule, where no plan holds them: their rights can be said before anything is red.
 */
import { vpcEndpointArn, type WrittenAddress, type WrittenPolicy } from '#account/policy-address.ts';
import { PROJECT_SETTINGS, type ProjectSetting } from '#account/project-setting.ts';
import { partitionOf } from '#catalog/partitions.ts';
import { parseArn } from '#iam/arn.ts';
import { changeOfStep } from '../change-of-step.ts';
import { type ChangeTarget, flagOf } from '../change-target.ts';
import type { PlanOptions, Step } from '../plan.ts';

interface At {
  readonly account: string;
  readonly region: string;
  readonly project: string;
}

/** Of what `steps` do not hold. A policy of an organisation is its management account's, as which nobody has the project. */
export function namedSteps(
  { changes = [] }: PlanOptions,
  at: At,
  steps: readonly Step[] = [],
): readonly Step[] {
  const held = new Set(steps.flatMap(changeOfStep).map(flagOf));
  const versions = new Set(
    steps.flatMap((step) => (step.kind === 'create-policy-version' ? [step.policyArn] : [])),
  );
  return changes
    .filter((target) => !held.has(flagOf(target)) && !versions.has(target.on))
    .flatMap((target) => stepsFor(target, at));
}

function stepsFor({ kind, on }: ChangeTarget, { account, region, project }: At): readonly Step[] {
  if (isSetting(kind))
    return [{ kind: 'set-project-setting', project, setting: kind, before: '', after: '' }];
  if (kind === 'boundary' || kind === 'managed')
    return [
      { kind: 'create-policy-version', policyArn: on, before: { versionId: '', document: '' }, after: '' },
    ];
  if (kind === 'serviceControl' || kind === 'resourceControl') return [];
  if (kind === 'trustCondition') return stepsFor({ kind: 'trust', on }, { account, region, project });
  if (kind === 'tag') {
    const of = {
      kind: 'add-tag',
      account: parseArn(on)?.account || account,
      on,
      key: '',
      after: '',
    } as const;
    return [null, ''].map((before): Step => ({ ...of, before }));
  }
  const at = addressOf(kind, on, { account, region });
  // Whether it is there already, and so what takes it back, is not known.
  return [null, ''].map((before): Step => ({ kind: 'write-policy', at, before, after: '' }));
}

function addressOf(kind: WrittenPolicy, on: string, own: Pick<At, 'account' | 'region'>): WrittenAddress {
  const [ofRegistry = '', itsRegion = ''] = on.split('/');
  if (kind === 'registry') return { kind, account: ofRegistry, region: itsRegion, on };
  if (kind === 'vpcEndpoint')
    return { kind, ...own, on: vpcEndpointArn({ ...own, partition: partitionOf(own.region) }, on) };
  const arn = parseArn(on);
  return { kind, account: arn?.account || own.account, region: arn?.region ?? own.region, on };
}

const isSetting = (kind: ChangeTarget['kind']): kind is ProjectSetting =>
  PROJECT_SETTINGS.some((one) => one === kind);
