/** What happens while a plan is applied and a build runs, in lines. */
import type { CallProblem } from '#account/ports.ts';
import { isBatch } from '#account/snapshot.ts';
import type { ApplyEvent } from '#apply/ports.ts';
import type { Retried } from '#apply/retry-build.ts';
import type { Asked } from '#plan/operator/right.ts';
import type { FixEvent } from '#tasks/fix-ports.ts';
import { maskSecrets, secretValues } from '#account/mask-secrets.ts';
import { unreachable } from '#basics/exhaustive.ts';
import type { Paint } from './paint.ts';
import { planText } from './plan-text.ts';
import { safeLine } from './terminal-text.ts';
import { verificationText } from './verification-text.ts';

/** Log lines can be of any length; what matters of one stands at its start. */
const LOG_LINE = 300;
/** Lines shown of those that came between two looks: the newest. The whole log is in CloudWatch. */
const LOG_LINES = 30;
/** Of a log, where no details are asked for. */
export const FEW_LOG_LINES = 4;

type Told = Exclude<FixEvent, { readonly kind: 'tick' }>;

/** How much is told, and in which colours. */
interface Telling {
  readonly paint: Paint;
  readonly details: boolean;
}

export function progressLines(event: Told, { paint, details }: Telling): readonly string[] {
  switch (event.kind) {
    case 'step-started':
    case 'step-done':
    case 'step-undoing':
    case 'step-undone':
    case 'answer-recovered':
    case 'step-waiting':
    case 'step-kept':
      return [stepLine(event, paint)];
    case 'narrowed':
      return narrowedLines(event.role, event.writes);
    case 'plan-extended':
      return ['with what you added:', planText(event.plan, paint)];
    case 'applied':
    case 'fading':
    case 'putting-back':
    case 'trail-waiting':
      return [changeLine(event, paint)];
    case 'iam-pending':
      return [
        `${paint.warn('…')} waiting for IAM ${clockText(event.elapsed)}: ${safeLine(event.pending.slice(0, 2).join(', '), 160)}`,
      ];
    case 'iam-confirmed':
      return confirmationLines(event.confirmation, paint);
    case 'verified':
      return [verificationText(event.verified, { paint, isWhole: details })];
    case 'build-started':
      return [`${paint.accent('▶')} ${event.isBatch ? 'batch' : 'build'} ${safeLine(event.id)}`];
    case 'phase':
      return phaseLines(event, { paint, details });
    case 'log':
      return logTail(event, { paint, details });
    case 'log-unreadable':
      return [unreadLine(event.problem, paint)];
    case 'propagation':
      return [
        `${paint.warn('…')} the build was denied ${deniedText(event.action)} a moment ago: IAM has not caught up yet; trying again in ${Math.round(event.pause / 1000)} s (${event.retry})`,
      ];
    case 'start-waiting':
      return [`${paint.warn('…')} CodeBuild cannot assume the new role yet ${clockText(event.elapsed)}`];
    case 'build-ended':
      return [buildEnd(event.build, event.elapsed, paint)];
    case 'watching-stopped':
      return [`stopped watching; the build goes on: ${safeLine(event.id)}`];
    default:
      return unreachable(event);
  }
}

const unreadLine = ({ code, call }: CallProblem, paint: Paint): string =>
  `${paint.warn('!')} the build's log cannot be read: ${safeLine(code)} during \`${call}\``;

function changeLine(
  event: Extract<Told, { kind: 'applied' | 'fading' | 'putting-back' | 'trail-waiting' }>,
  paint: Paint,
): string {
  if (event.kind === 'applied') return paint.dim(`change ${event.change.id} is in the journal`);
  if (event.kind === 'putting-back')
    return `${paint.warn('!')} ${safeLine(event.why, 300)}: everything is put back`;
  if (event.kind === 'trail-waiting')
    return paint.dim(
      'waiting up to 5 min for what CloudTrail records of the build; Ctrl-C puts all of it back',
    );
  const seconds = Math.round(event.pause / 1000);
  return paint.dim(`waiting ${seconds} s: what was taken out may have effect for a moment more`);
}

/** What a session policy cannot limit is said beside what it does. */
function narrowedLines(role: string, writes: readonly Asked[]): readonly string[] {
  const words = writes.map(({ action, resource }) => `${safeLine(action)} on ${safeLine(resource)}`);
  return [
    `the writes run as ${safeLine(role)}, which may for them alone: ${words.join('; ')}`,
    'a session policy limits calls and things, not the text of a policy that is written; the build is begun with your own rights',
  ];
}

function logTail(
  { lines, build }: Extract<Told, { kind: 'log' }>,
  { paint, details }: Telling,
): readonly string[] {
  const secrets = secretValues(build.variables);
  const told = lines.filter((line) => line.trim() !== '' && !EMPTY_CONTEXT.test(line));
  const most = details ? LOG_LINES : FEW_LOG_LINES;
  const left = told.length - most;
  const more = left > 0 && details ? [paint.dim(`  │ … ${left} lines before`)] : [];
  return [
    ...more,
    ...told
      .slice(-most)
      .map(
        (line) =>
          `  ${paint.dim('│')} ${safeLine(maskSecrets(line.replace(TIME_OF_LINE, '$1'), secrets), LOG_LINE)}`,
      ),
  ];
}

/** Half a line of a narrow terminal, for what the phases around it say better. */
const TIME_OF_LINE = /^(\[Container\] )\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2}(?:\.\d+)? /;

/** What CodeBuild writes at the end of every phase that went well. */
const EMPTY_CONTEXT = /Phase context status code:\s+Message:\s*$/;

function stepLine(event: ApplyEvent, paint: Paint): string {
  switch (event.kind) {
    case 'step-started':
      return `${paint.accent('→')} ${event.index + 1}/${event.of} ${safeLine(event.what)}`;
    case 'step-done':
      return `${paint.good('✓')} ${event.index + 1}/${event.of} ${safeLine(event.what)}`;
    case 'step-undoing':
      return `${paint.accent('←')} ${safeLine(event.what)}`;
    case 'step-undone':
      return `${paint.good('✓')} put back: ${safeLine(event.what)}`;
    case 'answer-recovered':
      return `${paint.warn('…')} the answer was lost, but it was done: ${safeLine(event.what)}`;
    case 'step-waiting':
      return `${paint.warn('…')} ${safeLine(event.what)} ${clockText(event.elapsed)}: ${safeLine(event.why)}`;
    case 'step-kept':
      return `${paint.warn('!')} kept: ${safeLine(event.what)}: ${safeLine(event.why)}`;
    default:
      return unreachable(event);
  }
}

function confirmationLines(
  { kind, elapsed, pending, notSimulated }: Extract<Told, { kind: 'iam-confirmed' }>['confirmation'],
  paint: Paint,
): readonly string[] {
  const after = clockText(elapsed);
  if (kind === 'interrupted') return ['stopped waiting for IAM'];
  if (kind === 'not-confirmed') {
    return [
      `${paint.warn('!')} not in effect after ${after}: ${safeLine(pending.slice(0, 3).join(', '), 300)}; going on, the build decides`,
    ];
  }
  if (kind === 'denied') {
    return [
      `${paint.warn('!')} AWS's simulator says that more than the role's own policies stops it: ${safeLine(pending.slice(0, 3).join(', '), 300)}; waiting would change nothing`,
    ];
  }
  return notSimulated === null
    ? [`${paint.good('✓')} reads back as written, and AWS's simulator allows every grant ${after}`]
    : [
        `${paint.good('✓')} reads back as written ${after}; AWS's simulator could not be asked: ${safeLine(notSimulated.code)}`,
      ];
}

/** Phases that run what the project asks for; the others are told of only where they fail. */
const PHASES_OF_ONES_OWN: ReadonlySet<string> = new Set(['PRE_BUILD', 'BUILD', 'POST_BUILD']);

/** Phases that were reached are said once they are over: a line each, as the console shows them. */
function phaseLines(
  { phase, status, elapsed }: Extract<Told, { kind: 'phase' }>,
  { paint, details }: Telling,
): readonly string[] {
  if (status === null || status === 'IN_PROGRESS') return [];
  if (status === 'SUCCEEDED' && !details && !PHASES_OF_ONES_OWN.has(phase)) return [];
  const mark = status === 'SUCCEEDED' ? paint.good('✓') : paint.bad('✗');
  return [`${mark} ${clockText(elapsed)} ${safeLine(phase)} ${safeLine(status)}`];
}

function buildEnd(build: Retried['build'], elapsed: number | null, paint: Paint): string {
  const { id, number, status } = build;
  const said = status === 'SUCCEEDED' ? paint.good(safeLine(status)) : paint.bad(safeLine(status));
  const after = elapsed === null ? '' : ` after ${clockText(elapsed)}`;
  return `${isBatch(build) ? 'batch' : 'build'} ${number === null ? '' : `#${number} `}${paint.dim(safeLine(id))} ${said}${after}`;
}

/** `0:07`, `12:30`. */
export function clockText(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const deniedText = (action: string | null): string =>
  action === null
    ? 'by a registry that names no action, as one does where IAM does not know of what was granted'
    : `\`${safeLine(action)}\`, which was granted`;
