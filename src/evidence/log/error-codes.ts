/** AWS's own error codes, in the forms in which its SDKs and tools print them: what each says by its name, none of them a refusal of a right. */
import type { Symptom } from '../symptoms.ts';
import { phrase } from './phrase.ts';
import { type SymptomWording, weak } from './wording.ts';

/** Codes of refusals have readers of their own. */
const NO_REFUSAL =
  '(?![\\w.]{0,60}(?:Denied|Unauthori[sz]ed|NotAuthori[sz]ed|Forbidden|Privilege|Permission|AuthorizationError|AuthFailure|AccessDisabled|InvalidAccess|OptIn|Subscription|Kms)|40[13]\\b)';
const CODE = `${NO_REFUSAL}([A-Za-z][\\w.]{2,80}|[45]\\d\\d)`;

/** Each form with the text that gives it away; the text alone where it is another sign of the form before. */
const FORMS: readonly (readonly [anchor: string, source: string])[] = [
  // AWS CLI, botocore
  ['error occurred (', `${phrase('error occurred')} ?\\(${CODE}\\)`],
  // Go v2, v1
  ['api error ', `\\bapi error ${CODE}:`],
  [
    'https response error St',
    `https response error StatusCode: 4\\d\\d, RequestID: [^,\\n]{0,80},(?: HostID: [^,\\n]{0,200},)? ${CODE}:`,
  ],
  // Terraform
  ['Exception: ', `\\bError: [^\\n]{3,200}?: ${NO_REFUSAL}([A-Z]\\w{3,60}Exception):`],
  ['status code: 40', 'status code: 4(?:0[0245-9]|[1-9]\\d), ?\\n?request id'],
  // Java v1
  ['Error Code: ', `\\bError Code: ${CODE}[;)]`],
  // Java v2, and v1 without a code
  ['Status Code: 40', '\\(Service: [\\w ]{1,40}[,;] ?\\n?Status Code: (?:4(?!0[13])|5)\\d\\d\\b'],
  // CloudFormation
  ['HandlerErrorCode: ', `HandlerErrorCode: ${CODE}\\b`],
  // .NET
  ['ErrorCode: ', `\\bErrorCode: ${CODE}\\b`],
  // PHP
  ['(client): ', `\\b${CODE} \\(client\\)`],
  // As the services answer
  ['<Error><Code>', `<Code>${CODE}</Code>`],
  ['</Code><Message>', ''],
  ['"__type":"', `"__type" ?: ?"(?:[\\w.]{1,100}#)?${CODE}"`],
  ['"__type": "', ''],
  // Ruby
  ['::Errors::', `\\bAws::\\w{2,60}::Errors::${CODE}`],
];

/** Any code that AWS answers. */
export const ERROR_CODE_WORDING: SymptomWording = weak({
  symptom: 'request-invalid',
  anchors: FORMS.map(([anchor]) => anchor),
  pattern: new RegExp(FORMS.flatMap(([, source]) => source || []).join('|'), 'g'),
});

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
