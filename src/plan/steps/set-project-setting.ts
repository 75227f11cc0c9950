/** One setting of a project given another value; all of its others stay as they are. */
import { z } from 'zod';
import { NOT_SET, PROJECT_SETTINGS, type ProjectSetting, withSetting } from '#account/project-setting.ts';
import type { StepKindOf } from './step-kind.ts';

const schema = z
  .strictObject({
    kind: z.literal('set-project-setting'),
    project: z.string(),
    setting: z.enum(PROJECT_SETTINGS),
    before: z.string(),
    after: z.string(),
  })
  .readonly();

const NOUNS: Readonly<Record<ProjectSetting, string>> = {
  'privileged-mode': 'privileged mode',
  'image-pull-credentials': 'the credentials its build image is pulled with',
};

const word = (value: string): string => (value === NOT_SET ? 'not set' : `\`${value}\``);

export const setProjectSetting = {
  schema,
  after: (state, { setting, after }) => {
    const project = withSetting(state.snapshot.project, { setting, value: after });
    return { ...state, snapshot: { ...state.snapshot, project } };
  },
  policy: null,
  shown: () => null,
  summary: ({ project, setting, before, after }) =>
    `set ${NOUNS[setting]} of the project \`${project}\` to ${word(after)} (now ${word(before)})`,
  target: ({ project }) => project,
} satisfies StepKindOf<z.infer<typeof schema>>;
