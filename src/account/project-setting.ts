/** Single settings of a project that can be changed and put back, each by the name that a person types for it. */
import type { Project } from './project.ts';

/** As they are typed after `--change`. */
export const PROJECT_SETTINGS = ['privileged-mode', 'image-pull-credentials'] as const;
export type ProjectSetting = (typeof PROJECT_SETTINGS)[number];

/** Where a member of a project's environment has no value of its own. */
export const NOT_SET = '';

/** A setting with a value, as text; `NOT_SET`: it has none. */
export interface SettingValue {
  readonly setting: ProjectSetting;
  readonly value: string;
}

/** One setting of a project, from one value to another. */
export interface SettingChange {
  readonly project: string;
  readonly setting: ProjectSetting;
  readonly from: string;
  readonly to: string;
}

/** The code of a problem with a setting that was written, and other settings with it. */
export const NOT_AS_SENT = 'NotAsSent';

/** The member of a project's environment that holds it. Source: CodeBuild API reference, ProjectEnvironment. */
export const MEMBERS: Readonly<Record<ProjectSetting, 'privilegedMode' | 'imagePullCredentialsType'>> = {
  'privileged-mode': 'privilegedMode',
  'image-pull-credentials': 'imagePullCredentialsType',
};

export function settingOf({ environment }: Pick<Project, 'environment'>, setting: ProjectSetting): string {
  return String(environment[MEMBERS[setting]] ?? NOT_SET);
}

/** What its member holds, as CodeBuild takes it; undefined: it is left out. */
export function memberValue({ setting, value }: SettingValue): boolean | string | undefined {
  if (value === NOT_SET) return undefined;
  return setting === 'privileged-mode' ? value === 'true' : value;
}

export function withSetting(project: Project, setting: SettingValue): Project {
  const value = memberValue(setting) ?? null;
  const environment = { ...project.environment, [MEMBERS[setting.setting]]: value };
  return { ...project, environment };
}
