/** What has to be known about a policy for whoever runs Rolemend: said beside it, so that the policy can be piped. */
import { policySize, QUOTAS } from '#iam/quota.ts';
import { PLACEHOLDERS } from '#plan/operator/usual-steps.ts';
import type { Right } from '#plan/operator/right.ts';
import { safeLine } from './terminal-text.ts';

/** As much as the notes hang on. */
export interface Described {
  readonly extent: 'read' | 'fix' | 'tighten';
  readonly project: string | null;
  readonly account: string | null;
  readonly rights: readonly Right[];
  readonly unread: readonly string[];
  readonly change: 'planned' | 'usual' | 'none';
}

/** One note a line; `strategy` is the one the change would be made by. */
export function permissionNotes(described: Described, policy: string, strategy: string): readonly string[] {
  return [
    ...whose(described),
    ...ofChange(described, strategy),
    ...placeholders(policy),
    ...unreadNotes(described),
    ...foreign(described),
    ...size(policy),
  ];
}

function whose({ extent, project }: Described): readonly string[] {
  const doing = DOING[extent];
  const what = project === null ? 'any project' : `project \`${safeLine(project)}\``;
  return [
    `all that it takes to ${doing} ${what}; \`sts:GetCallerIdentity\` needs no permission`,
    ...(project === null
      ? [
          'a buildspec in S3 and a log group of another name have to be added: give the project to have them named',
        ]
      : []),
  ];
}

const DOING = { read: 'diagnose', fix: 'fix and undo', tighten: 'tighten and undo' } as const;

function ofChange({ change, rights, extent }: Described, strategy: string): readonly string[] {
  if (change === 'none') return [];
  const powerful = rights.filter(({ action }) => GIVES_ALL.has(action)).map(({ resource }) => resource);
  const given = [...new Set(powerful)].map((arn) => `\`${safeLine(arn)}\``);
  return [
    ...(change === 'planned'
      ? []
      : [
          extent === 'tighten'
            ? 'what will be taken out is not known before `tighten` asks: every policy of the role may be'
            : `no plan was made: the changes are those that strategy \`${strategy}\` makes as a rule`,
        ]),
    ...(given.length === 0
      ? []
      : [
          `whoever has it may give ${given.join(', ')} any permission there is, so give it to whom you trust with that`,
        ]),
  ];
}

/** Who may write a policy that a role has can give the role everything. Source: IAM User Guide, access_policies_boundaries. */
const GIVES_ALL: ReadonlySet<string> = new Set([
  'iam:PutRolePolicy',
  'iam:AttachRolePolicy',
  'iam:CreatePolicyVersion',
]);

function placeholders(policy: string): readonly string[] {
  const standing = Object.values(PLACEHOLDERS).filter((name) => new RegExp(`[:/]${name}["/:-]`).test(policy));
  return standing.length === 0
    ? []
    : [
        `fill in before it is of use: ${standing.map((name) => `\`${name}\``).join(', ')} stand for what is not known`,
      ];
}

function unreadNotes({ unread }: Described): readonly string[] {
  if (unread.length === 0) return [];
  const names = unread.slice(0, SHOWN).map((what) => safeLine(what));
  const more = unread.length > SHOWN ? ` and ${unread.length - SHOWN} more` : '';
  return [
    `could not be read now: ${names.join(', ')}${more}; patterns stand for what that may point at, and once it can be read, giving this command again prints less`,
  ];
}

const SHOWN = 5;

/** The other side has to let the caller in too. Source: IAM User Guide, reference_policies_evaluation-logic-cross-account. */
function foreign({ rights, account: own }: Described): readonly string[] {
  if (own === null) return [];
  const accounts = rights.map(({ resource }) => resource.split(':')[4] ?? '');
  const others = [...new Set(accounts)].filter((account) => /^\d{12}$/.test(account) && account !== own);
  return others.map(
    (account) => `what lies in account ${account} has to let you in by policies of its own as well`,
  );
}

function size(policy: string): readonly string[] {
  const characters = policySize(policy);
  return characters <= QUOTAS.managedPolicy
    ? []
    : [`${characters} characters, where a managed policy may have ${QUOTAS.managedPolicy}: split it in two`];
}
