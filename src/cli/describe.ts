/** How commands are described: what every one of them has, and the options that several share. */
import type { AccountOptions, PlanningOptions, ReadingOptions } from '#render/given-options.ts';
import type { AccountAccess } from '#aws/open-account.ts';
import type { NamedAccount } from '#account/named-account.ts';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type ChangeTarget, readChangeTarget } from '#plan/change-target.ts';
import type { Tag } from '#account/ports.ts';
import { readConfirmation } from '#plan/confirmation.ts';
import { readNamedAccount } from './named-account.ts';
import { DEFAULT_POLICY_NAME, isPolicyPath, MOST_TAGS, policyNameIn, readTag } from '#plan/house-rules.ts';

export type Finish = (code: number) => void;
export type Add = (name: string, summary: string, example: string) => Command;

/** A build that takes more is looked at by a person first. */
export const DEFAULT_ROUNDS = 5;

export const EXIT_CODES = `
Exit codes: 0 done or nothing wrong · 1 could not run · 2 permission problem found ·
3 invalid input · 4 unknown, something needed could not be read · 5 declined ·
130 interrupted while reading`;

/** Adds commands that show an example and the exit codes in their help. */
export function commandAdder(program: Command): Add {
  return (name, summary, example) => {
    const command = program
      .command(name)
      .description(summary)
      .exitOverride()
      .addHelpText('after', `\nExample:\n${example.replace(/^/gm, '  ')}\n${EXIT_CODES}`);
    for (const argument of command.registeredArguments) {
      if (argument.name() === 'project') argument.argParser(projectName);
    }
    return command;
  };
}

/** CodeBuild tells which names there are; it would refuse none at all in words of its own. */
function projectName(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('it is empty');
  return value;
}

/** Options of every command that speaks to an account. */
export interface AccountFlags extends AccountOptions {
  readonly json?: boolean;
  /** The account that the project's address tells, which the caller's has to be. */
  readonly ofAccount?: string;
  /** The partition of the region that the project's address tells. */
  readonly ofPartition?: string;
  /** Opened already, where the project had to be found in it. */
  readonly opened?: AccountAccess;
}

export function onAccount(command: Command): Command {
  return command
    .option('--region <region>', 'AWS region (default: AWS_REGION, then the profile)')
    .option('--profile <profile>', 'profile of the AWS configuration')
    .option('--json', 'print one JSON document instead of text');
}

/** Commands that read or write what other accounts keep. */
export function withAccounts(command: Command): Command {
  return onAccount(command).option(
    '--account <account>',
    "open another account too: ID=PROFILE or ID=ROLE_ARN, for what it keeps or, an organisation's management account, for its policies",
    otherAccount,
  );
}

function otherAccount(value: string, before: readonly NamedAccount[] = []): readonly NamedAccount[] {
  const named = readNamedAccount(value);
  if (!named.ok) throw new InvalidArgumentError(named.error);
  const { account } = named.value;
  if (before.some((one) => one.account === account))
    throw new InvalidArgumentError(`account ${account} is named twice`);
  return [...before, named.value];
}

/** What becomes of the document of a command. */
export interface DocumentFlags {
  readonly html?: string;
  readonly redact?: boolean;
}

export function documented(command: Command): Command {
  return command
    .option('--html <file>', 'write all of it as one page that opens without network')
    .option('--redact', 'mask account numbers, names and ARNs in what --json prints and --html writes');
}

/** The form of a result that a pipeline takes. */
export interface FormatFlags {
  readonly format?: 'github' | 'markdown';
}

export function formatted(command: Command): Command {
  return command.addOption(
    new Option('--format <form>', 'annotations of GitHub Actions, or a summary in Markdown, instead of text')
      .choices(['github', 'markdown'])
      .conflicts('json'),
  );
}

/** As whom it is written. */
export interface NarrowFlags {
  readonly narrow?: string;
}

export function narrowing(command: Command): Command {
  return command.option(
    '--narrow <role-arn>',
    "make the writes as this role, under a session policy of the plan's calls alone",
    roleArn,
  );
}

function roleArn(value: string): string {
  if (!/^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(value))
    throw new InvalidArgumentError('expected the ARN of a role, such as arn:aws:iam::111122223333:role/NAME');
  return value;
}

/** What a diagnosis looks at. */
export interface ReadingFlags extends ReadingOptions {
  readonly trail: number;
}

export function reading(command: Command): Command {
  return command
    .option('--build <id>', 'a build ID or number (default: the newest finished build)')
    .option('--source <dir>', "the project's source, for its buildspec and the scripts it calls")
    .option('--trail <pages>', 'pages of CloudTrail events of the build to read', wholeNumber, 1);
}

/** How much is shown. */
export interface DetailsFlags {
  readonly details?: boolean;
}

export function detailed(command: Command): Command {
  return command.option('--details', 'show the evidence, every permission and the whole text of the policy');
}

/** What a person stands for beyond the settings. */
export type ConsentFlags = Pick<PlanningOptions, 'confirm' | 'trustSource'>;

export function consent(command: Command): Command {
  return command
    .option(
      '--confirm <pair...>',
      'grant this too: ACTION=ARN, ecr-push=ARN or ecr-pull=ARN, as a withheld need shows it',
      confirmation,
    )
    .option(
      '--trust-source [commit]',
      'grant what files of the source ask for; --source is a clean checkout of the commit that was built',
      commitId,
    );
}

/** What a plan is made by. */
export interface PlanningFlags extends PlanningOptions {
  readonly strategy: NonNullable<PlanningOptions['strategy']>;
  readonly policyName: string;
}

export function planning(command: Command): Command {
  return consent(command)
    .addOption(
      new Option('--strategy <strategy>', 'how to grant what is missing')
        .choices(['inline', 'managed', 'switch-role', 'create-role'])
        .default('inline'),
    )
    .option(
      '--change <thing...>',
      'change this too, where it is what stops the build: boundary=ARN, managed-policy=ARN, trust-policy=ARN, repository-policy=ARN, registry-policy=ACCOUNT/REGION, key-policy=ARN, bucket-policy=ARN, secret-policy=ARN, endpoint-policy=VPCE_ID, service-control-policy=ID, each for want of an Allow; trust-condition=ROLE_ARN, which keeps the role to the projects that have it; tag=ARN, of a role or resource, where an Allow waits for a tag of it; privileged-mode and image-pull-credentials, which are settings of the project',
      changeTarget,
    )
    .option('--role <name>', 'with switch-role: the role to use')
    .option(
      '--policy-name <name>',
      'name of the policy to write; {project}, {account} and {region} are filled in',
      policyName,
      DEFAULT_POLICY_NAME,
    )
    .option(
      '--no-inline',
      'write no inline policy: a managed one (default where a rule of AWS Config says so)',
    )
    .option('--policy-path <path>', 'path of a managed policy that is made (default: /)', policyPath)
    .option(
      '--state <file...>',
      'a state of Terraform or Pulumi, as proof of who keeps the role: terraform.tfstate, or what `terraform show -json` or `pulumi stack export` prints',
    )
    .option(
      '--tag <key=value...>',
      'tag of the policies, roles and repositories that are made; its value by a pattern, as `made-by={change}`',
      tag,
    )
    .option(
      '--only-project',
      'bind to this project what only its builds are known to ask for, where others have the role as well',
    )
    .option('--least', 'grant only what evidence shows, not the whole set of the task')
    .option('--scan-on-push', 'for a repository that is created: scan images on push')
    .option('--immutable-tags', 'for a repository that is created: tags cannot be overwritten');
}

/** Source: facts 2.7, names of policies. */
function policyName(value: string): string {
  const filledIn = policyNameIn(value, { account: '1'.repeat(12), region: 'r', project: 'p' });
  if (!/^[\w+=,.@-]{1,128}$/.test(filledIn)) {
    throw new InvalidArgumentError(
      'a policy name is 1 to 128 letters, digits or `+=,.@_-`; `{project}`, `{account}` and `{region}` stand for those',
    );
  }
  return value;
}

function policyPath(value: string): string {
  if (!isPolicyPath(value))
    throw new InvalidArgumentError('a path begins and ends with `/`, such as `/builds/`');
  return value;
}

function tag(value: string, before: readonly Tag[] = []): readonly Tag[] {
  const read = readTag(value);
  if (!read.ok) throw new InvalidArgumentError(read.error);
  const others = before.filter(({ key }) => key !== read.value.key);
  if (others.length >= MOST_TAGS) throw new InvalidArgumentError(`at most ${MOST_TAGS} tags`);
  return [...others, read.value];
}

function changeTarget(value: string, before: readonly ChangeTarget[] = []): readonly ChangeTarget[] {
  const target = readChangeTarget(value);
  if (!target.ok) throw new InvalidArgumentError(target.error);
  return [...before, target.value];
}

/** An action alone is no pair; it is let through here to be answered with the pairs that it could mean. */
function confirmation(value: string, before: readonly string[] = []): readonly string[] {
  const pairs = readConfirmation(isBare(value) ? `${value}=*` : value);
  if (!pairs.ok) throw new InvalidArgumentError(pairs.error);
  return [...before, value];
}

/** The form without a resource. */
export function isBare(confirmation: string): boolean {
  return !confirmation.includes('=');
}

function commitId(value: string): string {
  if (!/^[0-9a-f]{7,64}$/i.test(value)) {
    throw new InvalidArgumentError('a commit is 7 to 64 hexadecimal digits');
  }
  return value.toLowerCase();
}

export function planHash(value: string): string {
  if (!/^[0-9a-f]{64}$/i.test(value)) {
    throw new InvalidArgumentError('the SHA-256 of a plan is 64 hexadecimal digits');
  }
  return value.toLowerCase();
}

export function portNumber(value: string): number {
  const port = wholeNumber(value);
  if (port > 65_535) throw new InvalidArgumentError('a port is a number up to 65535');
  return port;
}

export function wholeNumber(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('expected a whole number');
  return Number(value);
}

/** IAM keeps what was last accessed for 400 days. */
export function daysBack(value: string): number {
  const days = atLeastOne(value);
  if (days > 400) throw new InvalidArgumentError('AWS tells of the last 400 days at the most');
  return days;
}

export function atLeastOne(value: string): number {
  const number = wholeNumber(value);
  if (number === 0) throw new InvalidArgumentError('expected 1 or more');
  return number;
}
