/**
 * Options whose text is in a form of its own, as structures: the object that a copy is of, the table of a PartiQL statement. What is not
 * such a text stays as it is.
 */
import { EC2_KINDS } from '#catalog/aws-cli/ec2-kinds.ts';
import { marked } from '../marked.ts';
import type { ShellText } from '../text.ts';
import type { AwsCommand } from './aws-command.ts';
import { itemsIn } from './aws-structure.ts';

type Form = (text: ShellText) => readonly ShellText[];

const FORMS: Readonly<Record<string, Readonly<Record<string, Form>>>> = {
  s3api: { '--copy-source': read(copySource) },
  dynamodb: {
    '--statement': read(statement),
    '--statements': ofItems(read(statement)),
    '--transact-statements': ofItems(read(statement)),
  },
  ec2: { '--resources': read(ec2Resource) },
  ssm: { '--target': read(sessionTarget) },
  'bedrock-runtime': { '--model-id': read(model) },
};

export function withForms(command: AwsCommand): AwsCommand {
  const forms = Object.hasOwn(FORMS, command.service) ? FORMS[command.service] : undefined;
  if (forms === undefined) return command;
  const options = [...command.options].map(([name, texts]) => {
    const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
    return [name, form === undefined ? texts : texts.flatMap(form)] as const;
  });
  return { ...command, options: new Map(options) };
}

/** Takes a text apart in which what is not known is one character; null: it is no such text. */
type Reader = (text: string) => Readonly<Record<string, unknown>> | null;

function read(reader: Reader): Form {
  return (text) => {
    const one = marked(text);
    const value = one === null ? null : reader(one.text);
    return one === null || value === null ? [text] : [one.textOf(JSON.stringify(value))];
  };
}

/** The statements of a list of structures. */
function ofItems(form: Form): Form {
  return (text) =>
    itemsIn(text)
      ?.flatMap((item) => item.at(['Statement']))
      .flatMap(form) ?? [text];
}

/** `BUCKET/KEY`, encoded as in a URL, perhaps `?versionId=ID`. Source: Amazon S3 API reference, CopyObject. */
function copySource(text: string): ReturnType<Reader> {
  const [, bucket, key = '', version] = /^\/?([^/:]+)\/([^?]+)(?:\?versionId=(.+))?$/s.exec(text) ?? [];
  if (bucket === undefined) return null;
  return { [version === undefined ? 'Object' : 'Version']: { Bucket: bucket, Key: decoded(key) } };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const NAME = /(?:"([^"]+)"|([\w-]+))(?:\."([^"]+)")?/.source;
const STATEMENT = new RegExp(
  `^\\s*(?:(select)\\s[^]*?\\sfrom|(insert)\\s+into|(update)|(delete)\\s+from)\\s+${NAME}`,
  'i',
);

/** Its verb with the table. Source: DynamoDB Developer Guide, ql-reference. */
function statement(text: string): ReturnType<Reader> {
  // What stands in a string or a comment is no word of the statement.
  const words = text.replaceAll(/'(?:[^']|'')*'/g, "''");
  const [, ...parts] = /--|\/\*/.test(words) ? [] : (STATEMENT.exec(words) ?? []);
  const at = parts.slice(0, 4).findIndex((verb) => verb !== undefined);
  const [quoted, plain, index] = parts.slice(4);
  const verb = ['Select', 'Insert', 'Update', 'Delete'][at];
  return verb === undefined ? null : { [verb]: { Table: quoted ?? plain, Index: index } };
}

/** Of which kind an ID is, `i-0abc`. */
function ec2Resource(text: string): ReturnType<Reader> {
  const kind = EC2_KINDS[/^([a-z]+)-/.exec(text)?.[1] ?? ''];
  return kind === undefined ? null : { [kind]: text };
}

/** Source: Systems Manager API reference, StartSession. A task of ECS has a form of its own. */
function sessionTarget(text: string): ReturnType<Reader> {
  if (text.startsWith('i-')) return { Instance: text };
  return text.startsWith('mi-') ? { Managed: text } : null;
}

/** Source: Bedrock User Guide, models-supported and inference-profiles-support: a profile's ID begins with where it leads. */
function model(text: string): ReturnType<Reader> {
  if (text.startsWith('arn:')) return { Arn: text };
  return /^[a-z0-9-]{3,}\.[a-z]/.test(text) && !PROFILES.test(text) ? { Foundation: text } : null;
}

const PROFILES = /^(?:us|eu|jp|au|apac|global|us-gov)\./;
