/** What programs in containers call: it cannot be known, but that they may call AWS as the build is told by what they are given. */
import { knownPrefix, knownText, type ShellText } from '../text.ts';
import { type Reading, unresolved } from './reading.ts';

/** Images of tools that call AWS. */
const TOOL_IMAGE =
  /(?:^|[/])(aws-?cli|terraform|opentofu|terragrunt|pulumi|serverless|aws-cdk|aws-sam-cli|kubectl|helm|packer)(?:[:@]|$)/;

/** Credentials of the build that a container is given, as variables or as files. */
export const GIVEN_CREDENTIALS =
  /\bAWS_(?:CONTAINER_CREDENTIALS|ACCESS_KEY_ID|SESSION_TOKEN|WEB_IDENTITY)|(?:^|[/~])[.]aws(?:[:/]|$)/;
const IN_CONTAINER = /^(?:aws|s3:[/][/].*)$|(?:^|[;&|(]\s*)aws\s+[a-z]/;

export function fromWithin(image: ShellText, args: readonly ShellText[]): readonly Reading[] {
  const tool = TOOL_IMAGE.exec(knownPrefix(image))?.[1];
  const isCaller = args.some((arg) => {
    const words = arg.pieces.map((piece) => ('text' in piece ? piece.text : '')).join('');
    return GIVEN_CREDENTIALS.test(words) || IN_CONTAINER.test(words);
  });
  if (tool === undefined && !isCaller) return [];
  const called = tool ?? (knownText(image) || 'a program');
  return [unresolved(`what \`${called}\` calls from within its container, and as whom, is not read`)];
}
