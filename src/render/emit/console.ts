/**
 * A plan as a walk through the AWS console. Comes in: a plan. Goes out: Markdown steps with deep links to the very role and page. Never: a step the plan does not hold.
 */
import { nameInArn } from '#iam/arn.ts';
import type { Tag } from '#account/ports.ts';
import type { SettingValue } from '#account/project-setting.ts';
import type { WrittenPolicy } from '#account/policy-address.ts';
import { wordAddress } from '#plan/steps/write-policy.ts';
import type { Plan } from '#plan/plan.ts';
import { accountOfStep, forStep, type PerStep, type Step } from '#plan/steps/step.ts';
import {
  buildLink,
  newInlinePolicyLink,
  newPolicyLink,
  newRepositoryLink,
  newRoleLink,
  policyHolderLink,
  policyLink,
  projectEnvironmentLink,
  projectLink,
  roleLink,
  taggedLink,
} from './console-links.ts';
import { code, jsonBlock, numbered } from './markdown.ts';

type Place = Plan['project'];
interface Walk {
  readonly title: string;
  readonly steps: readonly string[];
}
const tagging = (tags: readonly Tag[] = []): string =>
  tags.map(({ key, value }) => `, add the tag ${code(key)} = ${code(value)}`).join('');

const WALKS: PerStep<Walk, [Place]> = {
  'put-role-policy': (step, place) => ({
    title: `${step.before === null ? 'Add' : 'Replace'} the inline policy ${code(step.policyName)} of the role ${code(step.role)}`,
    steps: [
      `Open the role: ${roleLink(place, step.role)}`,
      step.before === null
        ? `Choose "Add permissions" → "Create inline policy" (${newInlinePolicyLink(place, step.role)})`
        : `Under "Permissions policies" open ${code(step.policyName)} and choose "Edit"`,
      `Choose "JSON" and ${step.before === null ? 'paste' : 'replace the text with'} this policy:\n\n${jsonBlock(step.after)}`,
      step.before === null
        ? `Choose "Next", name the policy ${code(step.policyName)} and choose "Create policy"`
        : 'Choose "Next", then "Save changes"',
    ],
  }),
  'create-policy': (step, place) => ({
    title: `Create the managed policy ${code(step.policyName)}`,
    steps: [
      `Open ${newPolicyLink(place)}`,
      `Choose "JSON" and paste this policy:\n\n${jsonBlock(step.after)}`,
      `Choose "Next", name the policy ${code(step.policyName)}${tagging(step.tags)} and choose "Create policy"${step.path === '/' ? '' : ` (the console gives it the path ${code('/')} where the plan has ${code(step.path)})`}`,
    ],
  }),
  'create-policy-version': (step, place) => ({
    title: `Edit the managed policy ${code(step.policyArn)}`,
    steps: [
      `Open ${policyLink(place, step.policyArn)} and choose "Edit"`,
      `Replace the text with this policy:\n\n${jsonBlock(step.after)}`,
      'Choose "Next", leave "Set this new version as the default" on, then "Save changes"',
    ],
  }),
  'attach-role-policy': (step, place) => ({
    title: `Attach the policy to the role ${code(step.role)}`,
    steps: [
      `Open the role: ${roleLink(place, step.role)}`,
      'Choose "Add permissions" → "Attach policies"',
      `Search for ${code(nameInArn(step.policyArn))}, tick it and choose "Add permissions"`,
    ],
  }),
  'delete-role-policy': (step, place) => ({
    title: `Delete the inline policy ${code(step.policyName)} of the role ${code(step.role)}`,
    steps: [
      `Open the role: ${roleLink(place, step.role)}`,
      `Under "Permissions policies" tick ${code(step.policyName)}, choose "Remove" and confirm`,
    ],
  }),
  'detach-role-policy': (step, place) => ({
    title: `Detach the policy from the role ${code(step.role)}`,
    steps: [
      `Open the role: ${roleLink(place, step.role)}`,
      `Under "Permissions policies" tick ${code(nameInArn(step.policyArn))}, choose "Remove" and confirm`,
    ],
  }),
  'create-role': (step, place) => ({
    title: `Create the role ${code(step.role)}`,
    steps: [
      `Open ${newRoleLink(place)} and choose "Custom trust policy"`,
      `Paste this trust policy:\n\n${jsonBlock(step.trustPolicy)}`,
      step.boundaryArn === null
        ? 'Choose "Next" without adding permissions'
        : `Choose "Next" and set the permissions boundary ${code(step.boundaryArn)}`,
      `Name the role ${code(step.role)}${tagging(step.tags)} and choose "Create role" (the console gives it the path ${code('/')} where the plan has ${code(step.path)}; that makes no difference to the build)`,
    ],
  }),
  'set-project-role': (step, place) => ({
    title: `Give the project ${code(step.project)} the role`,
    steps: [
      `Open the project's environment: ${projectEnvironmentLink(place)}`,
      `Under "Service role" choose "Existing service role" and enter ${code(step.after)}`,
      'Untick "Allow AWS CodeBuild to modify this service role", then choose "Update environment"',
    ],
  }),
  'set-project-setting': ({ project, setting, after }, place) => ({
    title: `Change the environment of the project ${code(project)}`,
    steps: [
      `Open the project's environment: ${projectEnvironmentLink(place)}`,
      wordSetting({ setting, value: after }),
      'Choose "Update environment"',
    ],
  }),
  'write-policy': ({ at, before, after }, place) => ({
    title: `${before === null ? 'Write' : 'Replace'} the ${wordAddress(at)}`,
    steps: [
      `Open ${policyHolderLink(place, at)}`,
      `Under ${CONSOLE_TABS[at.kind]} choose "Edit" and ${before === null ? 'paste' : 'replace the text with'} this policy:\n\n${jsonBlock(after)}`,
      'Save the changes',
    ],
  }),
  'add-tag': ({ on, key, after }, place) => ({
    title: `Give ${code(on)} a tag`,
    steps: [
      `Open ${taggedLink(place, on)}`,
      `Under "Tags" choose to edit them, and set ${code(key)} to ${code(after)}; leave the others as they are`,
      'Save the changes',
    ],
  }),
  'create-repository': (step, place) => ({
    title: `Create the repository ${code(step.name)} in ${code(step.region)}`,
    steps: [
      `Open ${newRepositoryLink(place, step.region)}`,
      `Name it ${code(step.name)}, tag mutability ${code(step.tagMutability)}, scan on push ${step.scanOnPush ? 'on' : 'off'}`,
      `Choose "Create"${step.tags === undefined ? '' : `, open it and under "Tags"${tagging(step.tags).replace(/^,/, '')}`}`,
    ],
  }),
};

/** Source: CodeBuild User Guide, create-project (console): Environment. */
const wordSetting = ({ setting, value }: SettingValue): string =>
  setting === 'privileged-mode'
    ? `Under "Additional configuration", "Privileged", ${value === 'true' ? 'tick' : 'untick'} "Enable this flag if you want to build Docker images or want your builds to get elevated privileges"`
    : `Under "Image pull credentials" choose ${value === 'SERVICE_ROLE' ? '"Project service role"' : '"AWS CodeBuild credentials"'}`;

/** Where the console shows the policy of what carries it. */
const CONSOLE_TABS: Readonly<Record<WrittenPolicy, string>> = {
  trust: '"Trust relationships"',
  repository: '"Permissions"',
  registry: '"Registry permissions"',
  key: '"Key policy", in the policy view,',
  bucket: '"Permissions", "Bucket policy"',
  secret: '"Resource permissions"',
  vpcEndpoint: '"Policy", "Edit policy"',
  serviceControl: '"Service control policies" of the organisation, "Edit policy"',
  resourceControl: '"Resource control policies" of the organisation, "Edit policy"',
};

/** The walk for one step. */
function stepWalk(step: Step, place: Place): string {
  const { title, steps } = forStep(WALKS, step, place);
  const account = accountOfStep(step) ?? place.account;
  const there = account === place.account ? [] : [`Sign in to account ${code(account)}`];
  return `**${title}**\n\n${numbered([...there, ...steps])}`;
}

export function emitConsole(plan: Plan): string {
  const walks = plan.steps.map((step) => stepWalk(step, plan.project));
  return `${[...walks, buildWalk(plan)].join('\n\n')}\n`;
}

/** The last part of every walk: run the build again. */
function buildWalk({ project, nextBuild }: Plan): string {
  if (nextBuild.batch !== undefined) return batchWalk(project, nextBuild);
  if (nextBuild.kind === 'retry') {
    const open = `Open the failed build: ${buildLink(project, nextBuild.id)}`;
    return `**Retry the build**\n\n${numbered([open, 'Choose "Retry build"'])}`;
  }
  const open = `Open the project: ${projectLink(project)}`;
  const start =
    nextBuild.commit === null
      ? ['Choose "Start build"']
      : [
          'Choose "Start build with overrides"',
          `Under "Source version" enter ${code(nextBuild.commit)}, then choose "Start build"`,
        ];
  return `**Start the build**\n\n${numbered([open, ...start])}`;
}

function batchWalk(project: Place, nextBuild: Plan['nextBuild']): string {
  const open = `Open the project: ${projectLink(project)}`;
  if (nextBuild.kind === 'retry') {
    const batch = `Under "Batch history" open ${code(nextBuild.id)}`;
    return `**Retry the batch**\n\n${numbered([open, batch, 'Choose "Retry batch build", of its failed builds'])}`;
  }
  const { commit } = nextBuild;
  const version = commit === null ? [] : [`Under "Source version" enter ${code(commit)}`];
  const start = ['Choose "Start build with overrides" and the build type "Batch build"', ...version];
  return `**Start the batch**\n\n${numbered([open, ...start, 'Choose "Start build"'])}`;
}
