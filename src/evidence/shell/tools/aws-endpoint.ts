/**
 * Where a command of the AWS CLI is sent, by an option or a variable. Goes out: nothing where that is a stand-in on the machine, and that it
 * is not known where it is some other host. Source: AWS SDKs and Tools Reference Guide, feature-ss-endpoints.
 */
import type { Invocation } from '../invocation.ts';
import { EMPTY, knownPrefix, knownText } from '../text.ts';
import type { AwsCommand } from './aws-command.ts';
import { type Reading, unresolved } from './reading.ts';

/** Host names of AWS in all of its partitions. Source: AWS General Reference, service endpoints. */
const OF_AWS =
  /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn|amazonaws\.eu|c2s\.ic\.gov|sc2s\.sgov\.gov|csp\.hci\.ic\.gov|cloud\.adc-e\.uk)$/;
/** Names of the machine and of containers beside it have no dot. */
const NEARBY =
  /^(?:[\w-]+|127(?:\.\d+){3}|0\.0\.0\.0|\[[\da-f:]+\]|host\.docker\.internal|[\w.-]+\.localhost|(?:[\w-]+\.)*localhost\.localstack\.cloud)$/i;

/** Null: it is sent to AWS, as far as is known. */
export function endpointElsewhere(
  command: AwsCommand,
  { variable }: Pick<Invocation, 'variable'>,
): readonly Reading[] | null {
  const { service, operation, options } = command;
  const name = service === 's3api' ? 's3' : service;
  const isIgnored = knownText(variable('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS') ?? EMPTY) === 'true';
  const configured = isIgnored
    ? null
    : (variable(`AWS_ENDPOINT_URL_${name.replaceAll('-', '_').toUpperCase()}`) ??
      variable('AWS_ENDPOINT_URL'));
  // The CLI takes the beginning of an option's name for the whole.
  const given = [...options].find(([option]) => option.startsWith('--endp'))?.[1].at(-1);
  const endpoint = given ?? configured;
  if (endpoint === null) return null;
  const isWhole = knownText(endpoint) !== null;
  const [, host, end] =
    /^https?:\/\/(?:[^/@]*@)?(\[[^\]/]*\]|[^/:?#]+)([/:?#]|$)/i.exec(knownPrefix(endpoint)) ?? [];
  if (host === undefined || (end === '' && !isWhole) || OF_AWS.test(host)) return null;
  return NEARBY.test(host)
    ? []
    : [
        unresolved(
          `whether \`aws ${service} ${operation}\` is sent to AWS by way of \`${host}\` is not known`,
        ),
      ];
}
