/**
 * Settings of the project that a person named to be changed. Comes in: the diagnosis and what was named. Goes out: a step for each
 * that ends what was found, and what it opens. Never: changes what was not named, or gives a setting a value that no finding asks for.
 */
import {
  PROJECT_SETTINGS,
  type ProjectSetting,
  settingOf,
  type SettingValue,
} from '#account/project-setting.ts';
import type { Diagnosis, Finding } from '#diagnosis/finding.ts';
import { type ChangeTarget, flagOf, isOfSetting } from './change-target.ts';
import type { Opened, NamedChanges } from './plan.ts';
import type { StepOf } from './steps/step.ts';

export function settingChanges(diagnosis: Diagnosis, changes: readonly ChangeTarget[] = []): NamedChanges {
  const { snapshot, findings } = diagnosis;
  const named = PROJECT_SETTINGS.filter((setting) => changes.some((one) => isOfSetting(one, setting)));
  const wanted = named.map((setting) => ({ setting, value: wantedValue(findings, setting) }));
  const steps = wanted.flatMap(({ setting, value }): readonly StepOf<'set-project-setting'>[] => {
    const before = settingOf(snapshot.project, setting);
    const { name: project } = snapshot.project;
    return value === null || value === before
      ? []
      : [{ kind: 'set-project-setting', project, setting, before, after: value }];
  });
  return {
    steps,
    opened: steps.map(({ setting, after }) => ({
      change: flagOf({ kind: setting, on: '' }),
      newlyAllows: opensWith({ setting, value: after }, snapshot.project.name),
      pairs: [],
      users: NOBODY,
    })),
    notes: named.filter((setting) => !steps.some((step) => step.setting === setting)).map(noteOn),
  };
}

function wantedValue(findings: readonly Finding[], setting: ProjectSetting): string | null {
  const found = findings.find((finding) => finding.setting?.setting === setting);
  return found?.setting?.value ?? null;
}

const NOBODY: Opened['users'] = { roles: [], users: [], groups: [] };

/** Source: CodeBuild API reference, ProjectEnvironment (`privilegedMode`, `imagePullCredentialsType`). */
export function opensWith({ setting, value }: SettingValue, project: string): readonly string[] {
  if (setting === 'privileged-mode')
    return value === 'true'
      ? [`root on the machine of its build for every command of a build of \`${project}\``]
      : [];
  return value === 'SERVICE_ROLE'
    ? ['the pull of the build image as the role of the project, which needs rights for it']
    : [];
}

const noteOn = (setting: ProjectSetting): string =>
  `\`${setting}\` was named to be changed, and is not: nothing that was found asks for another value of it`;
