/**
 * An SDK error in the words of the ports. Comes in: whatever was thrown, and the call it came of. Goes
 * out: a CallProblem, for a denial with the action and the ARN that are lacking. Never: a stack trace,
 * a secret, words of a library in place of AWS's or ours, or text without bound.
 */
import { maskSecrets } from '#account/mask-secrets.ts';
import type { CallProblem } from '#account/ports.ts';
import type { Result } from '#basics/result.ts';
import type { Identity } from './identity.ts';
import { type CallSite, deniedResource } from './denied-resource.ts';
import { NamedProblem } from './named-problem.ts';
import { libraryFault } from './library-fault.ts';

type Ask = () => Promise<Result<Identity, CallProblem>>;

/** A call, and the secrets that it was made with. */
interface Made extends CallSite {
  readonly secrets?: readonly string[];
}

export async function callProblem(error: unknown, site: Made, ask: Ask | null): Promise<CallProblem> {
  if (error instanceof NamedProblem) return error.problem;
  if (isUnread(error)) return noAnswerOfAws(site);
  const code = codeOf(error);
  const kind = kindOf(code, error);
  const message = isAnswer(error) ? messageOf(error, site.secrets) : libraryFault(code, error);
  const call = `${site.service}:${site.operation}`;
  if (kind !== 'denied') return { kind, code, message, call, action: null, resource: null };
  const identity = ask === null ? null : await ask();
  const named = namedInDenial(message);
  const resource = named.resource ?? deniedResource(site, identity?.ok ? identity.value : null);
  return { kind, code, message, call, action: named.action ?? actionOf(site), resource };
}

/**
 * What AWS says is lacking. IAM names some resources in words (`resource: role NAME`), which is no ARN.
 * Source: IAM User Guide, troubleshoot_access-denied.
 */
export function namedInDenial(message: string): { action: string | null; resource: string | null } {
  const said = /not authorized to perform:? ([\w-]+:\w+)(?: on resource: "?(arn:[^\s"]+|\*)"?)?/.exec(
    message,
  );
  return { action: said?.[1] ?? null, resource: said?.[2] ?? null };
}

/** The action is named like the operation but for a few. Source: Service Authorization Reference. */
export function actionOf({ service, operation }: Pick<CallSite, 'service' | 'operation'>): string {
  return `${service === 'iam-toolbox' ? 'iam' : service}:${operation}`;
}

/** Modelled errors of query services carry the wire's code apart from the class's name. */
export function codeOf(error: unknown): string {
  for (const value of [field(error, 'Code'), field(field(error, 'Error'), 'Code')]) {
    if (typeof value === 'string' && value !== '') return bare(value);
  }
  const system = field(error, 'code') ?? field(field(error, 'cause'), 'code');
  if (typeof system === 'string' && SYSTEM_CODE.test(system)) return system;
  const name = field(error, 'name');
  return typeof name === 'string' && name !== '' ? bare(name) : 'UnknownError';
}

/** Node's, and OpenSSL's for certificates. */
const SYSTEM_CODE = /^(?:E[A-Z]|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_)[A-Z_0-9]*$/;

/** `namespace#Name:uri` down to `Name`. Source: Smithy, AWS JSON protocols. */
function bare(code: string): string {
  return code.replace(/^.*#/, '').replace(/:.*$/, '').slice(0, 100);
}

function kindOf(code: string, error: unknown): CallProblem['kind'] {
  const known = KINDS.find(([pattern]) => pattern.test(code));
  if (known !== undefined) return known[1];
  if (/region/i.test(code) || /\bregion is missing|Region not accepted/i.test(textOf(error))) return 'region';
  const status = field(field(error, '$metadata'), 'httpStatusCode');
  if (status === 403) return 'denied';
  if (status === 404) return 'not-found';
  if (status === 429) return 'throttled';
  return 'other';
}

/** In order: the first that fits. Sources: error lists of the services' API references; Node.js system errors. */
const KINDS: readonly (readonly [RegExp, CallProblem['kind']])[] = [
  [
    /^(?:ExpiredToken|InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignature|IncompleteSignature|MissingAuthenticationToken|InvalidToken|TokenRefreshRequired|RequestExpired|AuthFailure)/,
    'credentials',
  ],
  [/^(?:AccessDenied|UnauthorizedOperation|NotAuthorized|AllAccessDisabled|Forbidden$)/, 'denied'],
  [
    /^(?:Throttl|TooManyRequests|RequestLimitExceeded|RequestThrottled|SlowDown|BandwidthLimitExceeded|PriorRequestNotComplete|ProvisionedThroughputExceeded|LimitExceededRate)/,
    'throttled',
  ],
  [/^NoSuch|NotFound(?:Exception)?$|NotInUseException$/, 'not-found'],
  [/AlreadyExists|^ConcurrentModification|^DeleteConflict|NotEmpty|^Conflict|^ResourceInUse/, 'conflict'],
  [/LimitExceeded|QuotaExceeded/, 'quota'],
  [
    /^(?:Malformed|Invalid|Validation|Unmodifiable|PolicyNotAttachable|Serialization|MissingParameter|MissingAction)/,
    'invalid',
  ],
  [
    /^(?:ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EPIPE|EPROTO|EHOST|ENET|ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_|TimeoutError|RequestTimeout|NetworkingError)/,
    'unreachable',
  ],
];

/** An answer came and the SDK could not make sense of it: cut short, or a page of something in between. */
const isUnread = (error: unknown): boolean => !isAnswer(error) && field(error, '$response') !== undefined;

export const noAnswerOfAws = ({
  service,
  operation,
}: Pick<CallSite, 'service' | 'operation'>): CallProblem => ({
  kind: 'unreachable',
  code: 'InvalidAnswer',
  message: 'the answer is none of AWS',
  call: `${service}:${operation}`,
  action: null,
  resource: null,
});

const LONGEST_MESSAGE = 1_500;
/** Longer than any session token: one that begins within what is shown is seen whole. */
const LONGEST_READ = 20_000;
const SHORTEST_SECRET = 8;

/** What AWS answered; the SDK marks it with whose fault it is. */
const isAnswer = (error: unknown): boolean =>
  field(error, '$fault') !== undefined || typeof field(error, 'Code') === 'string';

/** An answer may repeat what it was asked with, and what it was asked for. */
function messageOf(error: unknown, secrets: readonly string[] = []): string {
  // A signature error repeats the signed request, session token included.
  const text = textOf(error).replace(/\s*The Canonical String for this request should have been[\s\S]*$/, '');
  const known = [
    process.env['AWS_SECRET_ACCESS_KEY'] ?? '',
    process.env['AWS_SESSION_TOKEN'] ?? '',
    ...secrets,
  ];
  return maskSecrets(
    text.slice(0, LONGEST_READ),
    known.filter(({ length }) => length >= SHORTEST_SECRET),
  ).slice(0, LONGEST_MESSAGE);
}

function textOf(error: unknown): string {
  const message = field(error, 'message') ?? field(error, 'Message');
  if (typeof message === 'string' && message !== '' && message !== 'UnknownError') return message;
  return 'the answer held no message';
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
