/** What a step of a change stood for on the command line. Apart from the names themselves, which `--help` reads without any step. */
import { type ChangeTarget, isNamedById, policyIdOf } from './change-target.ts';
import { forStep, type PerStep, type Step } from './steps/step.ts';

/** Nothing: it is of a policy of Rolemend's own. */
export const changeOfStep = (step: Step): readonly ChangeTarget[] => forStep(TARGETS, step);

const OWN = (): readonly ChangeTarget[] => [];

const TARGETS: PerStep<readonly ChangeTarget[]> = {
  'put-role-policy': OWN,
  'create-policy': OWN,
  'create-policy-version': OWN,
  'attach-role-policy': OWN,
  'delete-role-policy': OWN,
  'detach-role-policy': OWN,
  'create-role': OWN,
  'set-project-role': OWN,
  'set-project-setting': ({ setting }) => [{ kind: setting, on: '' }],
  'add-tag': ({ on }) => [{ kind: 'tag', on }],
  'create-repository': OWN,
  'write-policy': ({ at: { kind, on } }) => [{ kind, on: isNamedById(kind) ? policyIdOf(on) : on }],
};
