/**
 * A diagnosis and its plan as a tired person reads them. Comes in: both, and the command to give next. Goes out: text whose first
 * lines say what is red, why, what one change mends it, whether that is safe and what to type; then where it stands, what is left
 * out and why. Never: the document, the whole of the evidence or of the needs, which the details show.
 */
import type { Result } from '#basics/result.ts';
import { groupBy } from '#diagnosis/facts.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import { batchLines } from './diagnosis-text.ts';
import { nameInArn } from '#iam/arn.ts';
import { lacksFor } from '#plan/operator/judge-operator.ts';
import { wordOwner } from '#plan/owner.ts';
import type { Plan, Remaining } from '#plan/plan.ts';
import type { NoPlan } from '#plan/problem.ts';
import { accessLines } from './access-text.ts';
import { weighedTexts } from './alternatives-text.ts';
import { changeSentences, safetySentences } from './change-sentence.ts';
import { endSentences, remainingText, unlessText } from './expected-end-text.ts';
import { headline, whySentence } from './headline.ts';
import { linkLines } from './links-text.ts';
import { openedLines } from './opened-text.ts';
import { lackLines } from './operator-text.ts';
import { codeFormOf, ownershipLines } from './ownership-text.ts';
import { askText } from './handoff-text.ts';
import { fitting, type Page, row } from './page.ts';
import { reachLines } from './reach-text.ts';
import { whenAsked } from './question-text.ts';
import { shellQuote } from './shell-quote.ts';
import { readingRemarks, REMARK, remarks, rest, SHOWN, some } from './summary-remarks.ts';
import { safeLine } from './terminal-text.ts';

export interface Summarised {
  readonly diagnosis: Diagnosis;
  readonly plan: Result<Plan, NoPlan>;
  /** The command that makes the plan; null: the question follows, or it was just given. */
  readonly next: string | null;
  /** Whether the question follows: what it takes as a yes is said before it, too. */
  readonly isAsked?: boolean;
}

export function summaryText(summarised: Summarised, page: Page): string {
  const { diagnosis } = summarised;
  return [
    headline(diagnosis, page),
    row('why', whySentence(diagnosis, page), page),
    ...answer(summarised, page),
    '',
    ...placeLines(summarised, page),
    ...causeLines(diagnosis, page),
    ...planRemarks(summarised, page),
    ...readingRemarks(diagnosis, page),
    // Where the question follows, what is asked about stays near it.
    ...(summarised.next === null ? [] : linkLines(diagnosis, page)),
    row('more', '`--details` shows evidence, every permission and the policy', page),
  ].join('\n');
}

/** What mends it, whether that is safe, where it ends, and what to type. */
function answer({ diagnosis, plan, next, isAsked }: Summarised, page: Page): readonly string[] {
  if (!plan.ok) return withoutPlan(plan.error, page);
  if (plan.value.steps.length === 0) return withoutChange(diagnosis, plan.value, page);
  const isGreen = plan.value.expectedEnd.kind !== 'not-green';
  return [
    row(
      'mend',
      fitting(
        changeSentences(plan.value).map((one) => safeLine(isGreen ? one : `in part: ${one}`)),
        page,
      ),
      page,
    ),
    row('safe', mayApply(plan.value) ? fitting(safetySentences(plan.value), page) : NOT_YOURS, page),
    row('then', fitting(endSentences(plan.value.expectedEnd), page), page),
    ...codeRow(plan.value, page),
    ...(mayApply(plan.value)
      ? typeRows(next, page)
      : [row('type', page.paint.bold(`${next ?? fixCommand(plan.value)} --emit aws-cli`), page)]),
    ...(isAsked === true ? [row('type', whenAsked(plan.value.steps), page)] : []),
  ];
}

const typeRows = (next: string | null, page: Page): readonly string[] =>
  next === null ? [] : [row('type', page.paint.bold(next), page)];

/** As far as anybody asked. */
const mayApply = ({ operator }: Plan): boolean => lacksFor(operator, 'apply').length === 0;
const NOT_YOURS = 'yes: nothing is changed, you may not apply it';

const fixCommand = ({ project }: Plan): string => `rolemend fix ${shellQuote(safeLine(project.name))}`;

/** Where a tool keeps what is changed, its code comes before the command that changes it directly. */
function codeRow({ ownership, project }: Plan, page: Page): readonly string[] {
  const form = codeFormOf(ownership);
  if (form === null) return [];
  const command = `rolemend fix ${shellQuote(safeLine(project.name))} --emit ${form}`;
  return [row('code', page.paint.bold(command), page)];
}

function withoutPlan({ message, next, handoffs }: NoPlan, page: Page): readonly string[] {
  const [first] = handoffs;
  return [
    row('mend', fitting([`no plan: ${safeLine(message, REMARK)}`], page), page),
    row('safe', 'yes: nothing is changed', page),
    row('type', safeLine(next, REMARK), page),
    ...(first === undefined ? [] : [row('whose', safeLine(wordOwner(first.owner)), page)]),
  ];
}

/** What mends it, and what to type, where this command changes nothing. */
interface Advice {
  /** The fullest wording first. */
  readonly mend: readonly string[];
  readonly type: string;
}

/** Nothing is wrong, it is another's to change, or a person has to say more first. */
function withoutChange(diagnosis: Diagnosis, plan: Plan, page: Page): readonly string[] {
  const [handoff] = plan.handoffs;
  const name = shellQuote(safeLine(plan.project.name));
  const { mend, type } =
    diagnosis.verdict === 'healthy'
      ? adviceOfHealth(diagnosis, name)
      : handoff === undefined
        ? ownAdvice(diagnosis, plan, name)
        : adviceToAsk(handoff, plan);
  return [
    row('mend', fitting(mend, page), page),
    row('safe', 'yes: nothing is changed', page),
    row('type', type, page),
  ];
}

function adviceOfHealth({ snapshot: { build } }: Diagnosis, name: string): Advice {
  const isRed = build.kind === 'known' && build.value.status !== 'SUCCEEDED';
  return {
    mend: ['nothing to mend'],
    type: isRed ? `rolemend verify ${name} --retry` : `nothing; \`rolemend verify ${name}\` asks AWS too`,
  };
}

function adviceToAsk(handoff: Plan['handoffs'][number], plan: Plan): Advice {
  const owner = wordOwner({ ...handoff.owner, account: null });
  const has = handoff.owner.kind === 'organisation' ? 'have' : 'has';
  const at = safeLine(handoff.at.replaceAll(/arn:\S+/g, (arn) => `\`${nameInArn(arn)}\``));
  return {
    mend: [
      `not from here: ${owner} ${has} to change ${at}`,
      `${owner} ${has} to change it`,
      'another has to: see `ask`',
    ],
    type: `${fixCommand(plan)} --emit handoff`,
  };
}

function ownAdvice({ findings }: Diagnosis, { withheld }: Plan, name: string): Advice {
  const next = findings.find((finding) => finding.next !== null)?.next ?? null;
  const isWithheld = withheld.length > 0;
  return {
    mend: [
      next !== null
        ? safeLine(next, REMARK)
        : isWithheld
          ? 'nothing by itself: what is withheld is below, with why'
          : 'nothing that Rolemend can change',
    ],
    // A flag that confirms something is read with why it is withheld, never taken over from the first lines.
    type: isWithheld ? `rolemend fix ${name} --dry-run --details` : `rolemend diagnose ${name} --details`,
  };
}

/** The role and what it lacks something on: each ARN once. */
function placeLines({ diagnosis }: Summarised, page: Page): readonly string[] {
  const arn = roleOf(diagnosis.snapshot);
  const lacking = diagnosis.needs.filter(({ decision }) => decision.decision !== 'allowed');
  const resources = [...new Set(lacking.map(({ resource }) => resource))].filter((one) => one !== '*');
  return [
    ...batchLines(diagnosis.snapshot, page.paint),
    row('role', safeLine(arn), page),
    ...some(resources).map((one) => row('on', safeLine(one), page)),
    ...rest(resources, page),
  ];
}

const roleOf = ({ role, project }: Diagnosis['snapshot']): string =>
  role.kind === 'known' ? role.value.arn : project.serviceRole;

/** The one cause that the lines above have said in full is not said again. */
function causeLines({ findings }: Diagnosis, page: Page): readonly string[] {
  const isSaid = findings.length === 1 && findings[0]?.code === 'identity-allow-missing';
  if (isSaid) return [];
  return findings
    .slice(0, SHOWN)
    .flatMap(({ cause, next }, index) => [
      row('cause', safeLine(cause, REMARK), page),
      ...(next === null || (index === 0 && findings.length === 1)
        ? []
        : [row('do', safeLine(next, REMARK), page)]),
    ]);
}

/** What a cause, or what could not be read, says is not said again. */
function unlessBesides(
  { unless }: Plan['expectedEnd'],
  { findings, unreadable }: Diagnosis,
): readonly string[] {
  const said = new Set([
    ...findings.slice(0, SHOWN).map(({ cause }) => cause),
    ...unreadable.map(({ what, needs, on }) => (needs === null ? what : `${needs} on ${on ?? '*'}`)),
  ]);
  return unless.filter(({ needs }) => !said.has(needs)).map(unlessText);
}

function planRemarks({ diagnosis, plan }: Summarised, page: Page): readonly string[] {
  if (!plan.ok) {
    const { operator, handoffs, alternatives } = plan.error;
    const lacks = operator === null ? [] : lackLines(operator, diagnosis.snapshot.project, page.paint);
    return [
      ...lacks.map((line) => line.replace(/^ {2}/, '')),
      ...remarks('or', weighedTexts(alternatives), page),
      ...askLines(handoffs, diagnosis, page),
    ];
  }
  const { proof, expectedEnd, notPutBack, handoffs, withheld, operator, ownership, project, notes } =
    plan.value;
  return [
    ...remarks(
      'more',
      proof.surplus.map((access) => `also allows ${accessLines(access).join(' ')}`),
      page,
    ),
    ...remarks('but', proof.limits, page),
    ...remarks('left', handoffs.length === 0 ? leftBeside(plan.value).map(remainingText) : [], page),
    ...remarks('unless', unlessBesides(expectedEnd, diagnosis), page),
    ...withheldLines(
      handoffs.length === 0 ? withheld : withheld.filter(({ confirm }) => confirm !== null),
      page,
    ),
    ...remarks('or', weighedTexts(plan.value.alternatives), page),
    ...askLines(handoffs, diagnosis, page),
    ...remarks(
      'undo',
      notPutBack.map(({ what, why }) => `${what}: ${why}`),
      page,
    ),
    ...remarks('note', notes, page),
    ...[
      ...openedLines(plan.value.opened, page.paint),
      ...reachLines(plan.value, page.paint),
      ...ownershipLines(ownership, page.paint),
      ...(operator === null ? [] : lackLines(operator, project, page.paint)),
    ].map((line) => line.replace(/^ {2}/, '')),
  ];
}

/** What is withheld is said with why. */
function leftBeside({ expectedEnd, withheld }: Plan): readonly Remaining[] {
  return expectedEnd.remaining.filter(
    (left) => !withheld.some(({ action, resource }) => action === left.action && resource === left.resource),
  );
}

const REASONS_TOGETHER = 3;

/** What is not granted by reason: many actions are withheld for the same. */
function withheldLines(withheld: Plan['withheld'], page: Page): readonly string[] {
  const groups = groupBy(withheld, ({ why, resource }) => `${resource}\n${why}`);
  return [...groups.values()].slice(0, SHOWN + 1).flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const names = group.slice(0, REASONS_TOGETHER).map(({ action }) => action);
    const more = group.length > names.length ? ` and ${group.length - names.length} more` : '';
    return [
      row(
        'withheld',
        safeLine(`${names.join(', ')}${more} on ${first.resource}: ${first.why}`, REMARK * 2),
        page,
      ),
      ...(first.confirm === null
        ? []
        : [row('confirm', `--confirm ${shellQuote(safeLine(first.confirm))}`, page)]),
    ];
  });
}

function askLines(handoffs: Plan['handoffs'], { snapshot }: Diagnosis, page: Page): readonly string[] {
  const asked = handoffs.map((one) => askText(one, roleOf(snapshot)));
  return remarks('ask', asked, page);
}
