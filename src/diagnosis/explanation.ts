/**
 * What a text alone tells about a failure. Comes in: the failures a reader found in it. Goes out: findings with a
 * cause and a next step, and whether a permission is the problem at all. Never: looks at an account, names
 * a policy layer that the text does not name, blames a failure that follows from an earlier one.
 */
import { maskSecrets } from '#account/mask-secrets.ts';
import type { Denial, Source } from '#evidence/evidence.ts';
import { MINOR_INCIDENTS, type Symptom } from '#evidence/symptoms.ts';
import { type FailureEntry, isProceeded, saysWhat } from '#evidence/log/distinct-failures.ts';
import type { Failure } from '#evidence/log/failures.ts';
import type { SuspiciousLine } from '#evidence/log/suspicious-lines.ts';
import type { Span } from '#basics/text-span.ts';
import { CODE_OF_PURPOSE } from './causes/features.ts';
import { FINDING_CODES, type FindingCode } from './codes.ts';
import { denialMeaning, namelessDeny } from './denial-meanings.ts';
import { loginNext } from './login-meanings.ts';
import {
  BUILD_IMAGE_MISSING,
  BUILD_IMAGE_NOT_ON_HUB,
  MESSAGE_MEANINGS,
  PERMISSION_SYMPTOMS,
} from './message-meanings.ts';
import type { Meaning } from './symptom-meanings.ts';
import { type Unrecognised, unrecognised } from './unrecognised.ts';

/** A place in the text that was read, with the untrusted words that stand there. */
export interface Quote extends Source {
  readonly line: number;
  readonly span: Span;
}

export interface TextFinding {
  readonly code: FindingCode;
  readonly title: string;
  readonly cause: string;
  readonly next: string;
  readonly evidence: readonly Quote[];
  /** What the text says failed after this, and because of it. */
  readonly consequences: readonly Quote[];
}

export interface Explanation {
  readonly denials: readonly Denial[];
  readonly findings: readonly TextFinding[];
  /** Whether the text shows a permission problem at all. */
  readonly permission: boolean;
}

/** `suspicious`: lines that look like a failure, where nothing says which. */
export function explainFailures(
  told: readonly FailureEntry[],
  suspicious: readonly SuspiciousLine[],
): Explanation {
  const entries = told.map(({ failure, ...more }) => ({ ...more, failure: asWorded(failure) }));
  const { ended, past } = parted(entries, suspicious);
  const isUnknown = ended.length === 0 && suspicious.length > 0;
  const unknown = isUnknown ? unrecognised(suspicious.map(({ text }) => text)) : null;
  const said = [...ended, ...past];
  return {
    denials: said.flatMap(({ failure }) => (failure.kind === 'denial' ? [failure.denial] : [])),
    findings: [
      ...(unknown === null ? findingsOf(ended) : [unrecognisedFinding(suspicious, unknown)]),
      ...findingsOf(past),
    ],
    permission: unknown?.permission === true || said.some(({ failure }) => isAboutPermissions(failure)),
  };
}

interface Parted {
  /** What may have ended the build. */
  readonly ended: readonly FailureEntry[];
  /** What somebody went on after, where something else ended it. */
  readonly past: readonly FailureEntry[];
}

/** Where something failed beside it, in words that are known or not, it was not what a tool went on after. */
function parted(told: readonly FailureEntry[], suspicious: readonly SuspiciousLine[]): Parted {
  const ended = told.filter(({ failure }) => !isPast(failure));
  const past = told.flatMap(({ failure }) =>
    failure.wentOn && !isProceeded(failure) ? [{ failure, followsFrom: null }] : [],
  );
  if (ended.length === told.length) return { ended: told, past: [] };
  if (ended.some(({ failure }) => saysWhat(failure))) return { ended, past };
  return suspicious.length > 0 ? { ended: [], past } : { ended: told, past: [] };
}

const isPast = (failure: Failure): boolean => failure.wentOn || isProceeded(failure);

/** That it is the resource, and not whether its policy is silent, denies, or there is no such resource, names no policy. */
function asWorded(failure: Failure): Failure {
  if (failure.kind !== 'denial' || failure.denial.explicit !== null) return failure;
  return { ...failure, denial: { ...failure.denial, layer: null } };
}

function isAboutPermissions(failure: Failure): boolean {
  return failure.kind === 'denial' || PERMISSION_SYMPTOMS.has(failure.symptom);
}

/** Failures with the same meaning are one finding; those that follow stand with the failure they follow from. */
function findingsOf(entries: readonly FailureEntry[]): readonly TextFinding[] {
  const findings = new Map<string, TextFinding>();
  const symptoms = symptomsIn(entries);
  const keys: (string | null)[] = [];
  for (const { failure, followsFrom } of entries) {
    const cause = followsFrom === null ? null : (keys[followsFrom] ?? null);
    const meaning = meaningOf(failure, symptoms);
    const key = cause ?? (saysLess(failure, symptoms) ? null : `${meaning.code} ${meaning.cause}`);
    keys.push(key);
    if (key === null) continue;
    const known = findings.get(key) ?? emptyFinding(meaning, failure);
    const list = cause === null ? 'evidence' : 'consequences';
    findings.set(key, { ...known, [list]: [...known[list], quoteOf(failure)] });
  }
  return [...findings.values()];
}

function emptyFinding(meaning: Meaning, failure: Failure): TextFinding {
  const [cause, next] = [maskSecrets(meaning.cause), maskSecrets(meaning.next)];
  return { ...meaning, cause, next, title: titleOf(meaning.code, failure), evidence: [], consequences: [] };
}

/** A text that leaves it open is not the end of the search: an account can still tell. */
function titleOf(code: FindingCode, failure: Failure): string {
  if (code !== 'unexplained') return FINDING_CODES[code];
  return failure.kind === 'denial' ? 'AWS denied a call and named no policy' : 'a right seems to be missing';
}

/** Of what follows from nothing. */
function symptomsIn(entries: readonly FailureEntry[]): ReadonlySet<Symptom | 'denial'> {
  return new Set(
    entries.flatMap(({ failure, followsFrom }) =>
      followsFrom !== null ? [] : failure.kind === 'denial' ? 'denial' : failure.symptom,
    ),
  );
}

/** Whether another failure of the text says why this one happened. */
function saysLess(failure: Failure, others: ReadonlySet<Symptom | 'denial'>): boolean {
  if (failure.kind === 'denial') return false;
  if (failure.symptom === 'command-failed') return [...others].some((other) => other !== 'command-failed');
  if (failure.symptom === 'pull-access-denied' && others.has('image-pull-failed')) return true;
  return SAYS_WHERE.has(failure.symptom) && [...others].some((other) => !NAMING_ONLY.has(other));
}

const SAYS_WHERE: ReadonlySet<Symptom> = new Set<Symptom>([
  ...MINOR_INCIDENTS,
  'image-pull-failed',
  'log-stream-denied',
  'source-failed',
]);

/** Where something failed, and not why; a pull that was denied says no more than a pull that failed. */
const NAMING_ONLY: ReadonlySet<Symptom | 'denial'> = new Set<Symptom>([
  ...SAYS_WHERE,
  'command-failed',
  'pull-access-denied',
]);

function meaningOf(failure: Failure, symptoms: ReadonlySet<Symptom | 'denial'>): Meaning {
  if (failure.kind === 'symptom') return symptomMeaning(failure);
  const { action, layer, explicit } = failure.denial;
  const isOpen = layer === null && explicit === null && (action === null || /^ecr:/i.test(action));
  // CodeBuild cuts what it tells of an image that it could not pull, and no command runs without one.
  return isOpen && symptoms.has('image-pull-failed')
    ? MESSAGE_MEANINGS['image-pull-failed']
    : denialMeaning(failure);
}

function symptomMeaning({ symptom, detail }: Extract<Failure, { kind: 'symptom' }>): Meaning {
  const told = toldBy(symptom, detail);
  const code = LEFT_OPEN.has(told.code) ? CODE_OF_PURPOSE.get(detail['for'] ?? '') : undefined;
  const meaning = code === undefined ? told : { ...told, code };
  const about = ABOUT.flatMap((name) => {
    const value = detail[name];
    return value === undefined ? [] : [`${name} \`${value}\``];
  });
  return about.length === 0 ? meaning : { ...meaning, cause: `${meaning.cause} (${about.join(', ')})` };
}

function toldBy(symptom: Symptom, detail: Readonly<Record<string, string>>): Meaning {
  const told = MESSAGE_MEANINGS[symptom];
  const { host = null, service = '', operation = '', layer = '' } = detail;
  if (detail['for'] === 'build-image') return OF_BUILD_IMAGE[symptom] ?? BUILD_IMAGE_MISSING;
  if ((told.code === 'not-logged-in' && !OWN_ADVICE.has(symptom)) || symptom === 'token-expired')
    return { ...told, next: loginNext(symptom === 'namespace-refused' ? (host ?? 'docker.io') : host) };
  if (symptom === 'forbidden-without-detail' && detail['status'] === '403' && !detail['url'] && host === null)
    return { ...told, cause: 'something answered 403, and the text says neither what nor why' };
  if (symptom === 'denied-without-detail' && layer !== '') return namelessDeny(layer) ?? told;
  if (symptom === 'denied-without-detail' && operation === 'GitPull')
    return {
      ...told,
      cause: 'CodeCommit refused the repository to whoever runs git',
      next: 'allow `codecommit:GitPull` (`codecommit:GitPush` for a push) on the repository to the role of the build, and let git use the credential helper of AWS',
    };
  if (symptom === 'denied-without-detail' && (service === 'S3' || /^(?:Head|Get|Put)Object$/.test(operation)))
    return {
      ...told,
      cause: `S3 refused the call without saying which right is missing; without \`s3:ListBucket\` it answers alike where there is no such object`,
    };
  return told;
}

/** No command of the build can log in before its image is pulled. */
const OF_BUILD_IMAGE: Partial<Record<Symptom, Meaning>> = {
  'namespace-refused': BUILD_IMAGE_NOT_ON_HUB,
  'not-logged-in': MESSAGE_MEANINGS['image-pull-failed'],
  'login-refused': MESSAGE_MEANINGS['image-pull-failed'],
};

/** A login is missing, and the registry is not where it is to be mended. */
const OWN_ADVICE: ReadonlySet<Symptom> = new Set<Symptom>(['upstream-refused', 'interactive-login']);

/** Codes that say of no part of the build that it is the one to mend. */
const LEFT_OPEN: ReadonlySet<FindingCode> = new Set(['unexplained', 'command-failed', 'registry-rate-limit']);

/** Details that tell one failure from another of its kind. */
const ABOUT = [
  'service',
  'operation',
  'resource',
  'repository',
  'registry',
  'image',
  'url',
  'connection',
  'role',
  'command',
] as const;

/** What is not known by its words is still known to have failed. */
function unrecognisedFinding(lines: readonly SuspiciousLine[], told: Unrecognised): TextFinding {
  const evidence = told.lines.flatMap((index): readonly Quote[] => {
    const one = lines[index];
    if (one === undefined) return [];
    const { text, line, span } = one;
    return [{ kind: 'build-log', where: `line ${line}`, text, line, span }];
  });
  return { ...told.meaning, title: FINDING_CODES[told.meaning.code], evidence, consequences: [] };
}

function quoteOf(failure: Failure): Quote {
  const { span, line } = failure.kind === 'denial' ? failure.denial : failure;
  return { kind: 'build-log', where: `line ${line}`, text: maskSecrets(failure.text), line, span };
}
