/** Command lines to give next: with what the person chose for this one, so that they lead on from what was shown. */
import { accountOption } from '#account/named-account.ts';
import type { Alternative } from '#plan/plan.ts';
import { flagOf } from '#plan/change-target.ts';
import { DEFAULT_POLICY_NAME } from '#plan/house-rules.ts';
import { shellQuote } from './shell-quote.ts';
import { safeLine } from './terminal-text.ts';
import type { AccountOptions, PlanningOptions, ReadingOptions } from './given-options.ts';

type Chosen = AccountOptions &
  ReadingOptions &
  Omit<PlanningOptions, 'role'> & { readonly role?: string | null };

/** `rolemend fix PROJECT` as it would make the plan that was shown. */
export function fixLine(project: string, flags: Chosen): string {
  return line('fix', [word(project), ...account(flags), ...reading(flags), ...planning(flags)]);
}

/** `rolemend fix PROJECT` as it would make another plan that ends the same. */
export function wayLine(
  project: string,
  given: Chosen,
  { strategy, role, onlyProject, changes: change }: Alternative,
): string {
  return fixLine(project, {
    ...given,
    strategy,
    role,
    change,
    ...(onlyProject === 0 ? {} : { onlyProject: true }),
  });
}

/** `rolemend diagnose PROJECT` of the same account. */
export function diagnoseLine(project: string, flags: AccountOptions, build: string | null = null): string {
  return line('diagnose', [word(project), ...account(flags), ...option('--build', build)]);
}

/** `rolemend permissions PROJECT`: what whoever makes the plan that was shown needs. */
export function permissionsLine(project: string, flags: Chosen, extent: 'fix' | 'tighten' = 'fix'): string {
  return line('permissions', [
    `--${extent}`,
    word(project),
    ...account(flags),
    ...reading(flags),
    ...planning(flags),
  ]);
}

export function tightenLine(project: string, flags: AccountOptions & ReadingOptions): string {
  return line('tighten', [word(project), ...account(flags), ...option('--source', flags.source)]);
}

export function retryLine(project: string, flags: AccountOptions): string {
  return line('verify', [word(project), '--retry', ...account(flags)]);
}

/** `rolemend apply FILE`; the file knows its region, and not where the source lies. */
export function applyLine(file: string, { source, ...flags }: Chosen): string {
  return line('apply', [word(file), ...credentials(flags), ...option('--source', source)]);
}

/** The region is in the journal; whose credentials to use is not. */
export function undoLine(change: string, flags: AccountOptions): string {
  return line('undo', [change, ...credentials(flags)]);
}

const line = (command: string, words: readonly string[]): string => ['rolemend', command, ...words].join(' ');

const word = (text: string): string => shellQuote(safeLine(text));

const option = (name: string, value: string | null | undefined): readonly string[] =>
  value === null || value === undefined ? [] : [name, word(value)];

const flag = (name: string, given: boolean | undefined): readonly string[] => (given === true ? [name] : []);

const account = ({ region, ...flags }: AccountOptions): readonly string[] => [
  ...option('--region', region),
  ...credentials(flags),
];

/** Whose credentials to use, in the project's account and in those opened besides. */
const credentials = ({ profile, account: others = [] }: AccountOptions): readonly string[] => [
  ...option('--profile', profile),
  ...others.flatMap((one) => option('--account', accountOption(one))),
];

const reading = ({ build, source, trail = 1 }: ReadingOptions): readonly string[] => [
  ...option('--build', build),
  ...option('--source', source),
  ...option('--trail', trail === 1 ? null : String(trail)),
];

function planning(
  flags: Omit<PlanningOptions, 'role'> & { readonly role?: string | null },
): readonly string[] {
  const {
    strategy = 'inline',
    policyName = DEFAULT_POLICY_NAME,
    confirm = [],
    change = [],
    tag = [],
    state = [],
  } = flags;
  return [
    ...option('--strategy', strategy === 'inline' ? null : strategy),
    ...option('--role', flags.role),
    ...option('--policy-name', policyName === DEFAULT_POLICY_NAME ? null : policyName),
    ...(flags.inline === false ? ['--no-inline'] : []),
    ...(state.length === 0 ? [] : ['--state', ...state.map(word)]),
    ...option('--policy-path', flags.policyPath),
    ...(tag.length === 0 ? [] : ['--tag', ...tag.map(({ key, value }) => word(`${key}=${value}`))]),
    ...flag('--only-project', flags.onlyProject),
    ...flag('--least', flags.least),
    ...flag('--scan-on-push', flags.scanOnPush),
    ...flag('--immutable-tags', flags.immutableTags),
    ...(flags.trustSource === true ? ['--trust-source'] : option('--trust-source', flags.trustSource)),
    ...(confirm.length === 0 ? [] : ['--confirm', ...confirm.map(word)]),
    ...(change.length === 0 ? [] : ['--change', ...change.map((target) => word(flagOf(target)))]),
  ];
}
