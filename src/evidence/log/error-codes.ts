/** AWS's own error codes, in the forms in which its SDKs and tools print them: what each says by its name, none of them a refusal of a right. */
import type { Symptom } from '../symptoms.ts';
import { phrase } from './phrase.ts';
import { type SymptomWording, weak, wordingOf } from './wording.ts';

/** Codes of refusals have readers of their own. */
const NO_REFUSAL =
  '(?![\\w.]{0,60}(?:Denied|Unauthori[sz]ed|NotAuthori[sz]ed|Forbidden|Privilege|Permission|AuthorizationError|AuthFailure|AccessDisabled|InvalidAccess|OptIn|Subscription|Kms)|40[13]\\b)';
const CODE = `${NO_REFUSAL}([A-Za-z][\\w.]{2,80}|[45]\\d\\d)`;

/** Each form, and the texts that give it away. */
const FORMS: readonly (readonly [source: string, ...anchors: string[]])[] = [
  // AWS CLI, botocore
  [`${phrase('error occurred')} ?\\(${CODE}\\)`, 'error occurred ('],
  // Go v2, v1
  [`\\bapi error ${CODE}:`, 'api error '],
  [
    `https response error StatusCode: 4\\d\\d, RequestID: [^,\\n]{0,80},(?: HostID: [^,\\n]{0,200},)? ${CODE}:`,
    'https response error St',
  ],
  // Terraform
  [`\\bError: [^\\n]{3,200}?: ${NO_REFUSAL}([A-Z]\\w{3,60}Exception):`, 'Exception: '],
  ['status code: 4(?:0[0245-9]|[1-9]\\d), ?\\n?request id', 'status code: 4'],
  // Java v1
  [`\\bError Code: ${CODE}[;)]`, 'Error Code: '],
  // Java v2, and v1 without a code
  [
    '\\(Service: [\\w ]{1,40}[,;] ?\\n?Status Code: (?:4(?!0[13])|5)\\d\\d\\b',
    'Status Code: 4',
    'Status Code: 5',
  ],
  // CloudFormation
  [`HandlerErrorCode: ${CODE}\\b`, 'HandlerErrorCode: '],
  // .NET
  [`\\bErrorCode: ${CODE}\\b`, 'ErrorCode: '],
  // PHP
  [`\\b${CODE} \\(client\\)`, '(client): '],
  // As the services answer
  [`<Code>${CODE}</Code>`, '<Error><Code>', '</Code><Message>'],
  [`"__type" ?: ?"(?:[\\w.]{1,100}#)?${CODE}"`, '"__type":"', '"__type": "'],
  // Ruby
  [`\\bAws::\\w{2,60}::Errors::${CODE}`, '::Errors::'],
];

/** Any code that AWS answers, each form for itself: few are ever looked for. */
export const ERROR_CODE_WORDINGS: readonly SymptomWording[] = FORMS.map(([source, ...anchors]) =>
  weak(wordingOf('request-invalid', anchors, () => new RegExp(source, 'g'))),
);

/** What a code means by its name; AWS names codes of one kind alike in all services. */
const KINDS: readonly (readonly [RegExp, Symptom])[] = [
  [/Throttl|TooManyRequests|SlowDown|RequestLimit|RateExceeded/i, 'rate-limited'],
  [/Insufficient\w*Capacity/i, 'no-capacity'],
  [/ConditionalCheckFailed/, 'state-locked'],
  [/Limit|Quota|TooMany/i, 'quota-reached'],
  [/ExpiredToken|RequestExpired/i, 'credentials-expired'],
  [/^404$|NotFound|NoSuch|DoesNotExist|Missing|NonExist|Unknown/i, 'resource-missing'],
  [/AlreadyExists|AlreadyOwned|EntityExists|Duplicate/i, 'resource-exists'],
  [/^5\d\d$|InternalError|InternalFailure|InternalServ|Unavailable/i, 'service-failed'],
];

/** The failure that a code found by the wording stands for. */
export function symptomOfCode(printed: string): Symptom | null {
  const code =
    new RegExp(`${CODE}(?: \\(client\\)|</Code>|, ?\\n?request id|\\W{0,2})$`).exec(printed)?.[1] ?? '';
  return KINDS.find(([name]) => name.test(code))?.[1] ?? null;
}
