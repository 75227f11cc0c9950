/**
 * What a call was for that AWS refused, with or without naming a right. Comes in: a cleaned text and a place of it. Goes out: the part of a
 * build, or null. Never: takes a command's output for CodeBuild's word on a phase, which stands near by in every log.
 */
import type { CommandLines } from './command-lines.ts';
import type { FoundDenial } from './denials.ts';
import type { Candidate } from './found-symptom.ts';
import { anchored, type Matches, phrase } from './phrase.ts';

/** A part of a build. */
export type PartOfBuild = 'source' | 'connection' | 'artifacts' | 'vpc';

interface Purpose {
  readonly purpose: PartOfBuild;
  /** What only the message itself says. */
  readonly words: RegExp;
  /** More of them, where the text may hold them. */
  readonly others?: Matches;
  /** The phase, which stands around a message of CodeBuild's own, and around anybody's. */
  readonly phase?: string;
}

/** What CodeBuild looks up and makes in the VPC of a project, with its role. Source: CodeBuild User Guide, "Allow a project access to a VPC". */
const IN_VPC =
  '(?:Describe(?:SecurityGroups|Subnets|Vpcs|NetworkInterfaces|DhcpOptions)|CreateNetworkInterface)';

/** A phase, unless it ended well, as logs, the console and the CLI say it: in its forms `json`, `yaml` and `text`. */
function endedBadly(text: string, phase: string): boolean {
  if (!text.includes(phase)) return false;
  const well = '(?:SUCCEEDED|Succeeded|Success: true)';
  const status = `["',|\\s]{0,12}(?:phase-?[sS]tatus["']? ?: ?["']?|State: )?`;
  return new RegExp(`(?<!${well}[ |]{1,4})\\b${phase}\\b(?!${status}${well})`).test(text);
}

const PURPOSES: readonly Purpose[] = [
  {
    purpose: 'source',
    words: /for primary source|for secondary source|while downloading key/,
    phase: 'DOWNLOAD_SOURCE',
  },
  { purpose: 'connection', words: /access token from|access denied to connection/i },
  {
    purpose: 'artifacts',
    words: /Error calling GetBucketAcl|report group|Error in UPLOAD_ARTIFACTS/,
    phase: 'UPLOAD_ARTIFACTS',
  },
  {
    purpose: 'vpc',
    words: /VPC_CLIENT_ERROR|Unexpected EC2 error/,
    others: anchored(
      ['describe', 'createnetworkinterface'],
      () =>
        new RegExp(
          `(?:${phrase('Not authorized to perform')}|${phrase('request credentials have permission to')})[ \\n]{1,24}${IN_VPC}`,
          'g',
        ),
    ),
  },
];

const REACH = 300;

/** With what the refused call was for, where the words around it say so. */
export function withPurpose(text: string, commands: CommandLines, found: Candidate): Candidate {
  if (found.symptom !== 'denied-without-detail') return found;
  const around = text.slice(Math.max(0, found.start - REACH), found.end + REACH);
  const isPrinted = commands.isPrinted(found.start);
  const purpose = PURPOSES.find(
    ({ words, others, phase }) =>
      words.test(around) ||
      (others?.(around).length ?? 0) > 0 ||
      (phase !== undefined && !isPrinted && endedBadly(around, phase)),
  )?.purpose;
  return purpose === undefined ? found : { ...found, detail: { ...found.detail, for: purpose } };
}

/** Of a connection the action itself tells it. */
const SERVICE: Readonly<Record<PartOfBuild, string | null>> = {
  source: 's3:',
  artifacts: 's3:',
  vpc: 'ec2:',
  connection: null,
};

/** What a call was for that a denial names: by CodeBuild's own message alone, as a phase near by is no part of the sentence. */
export function purposeOf(text: string, { action, start, end }: FoundDenial): PartOfBuild | null {
  const service = /^\w+:/.exec(action ?? '')?.[0].toLowerCase() ?? '';
  if (!Object.values(SERVICE).includes(service)) return null;
  const around = text.slice(Math.max(0, start - REACH), end + REACH);
  return (
    PURPOSES.find(({ purpose, words }) => SERVICE[purpose] === service && words.test(around))?.purpose ?? null
  );
}
