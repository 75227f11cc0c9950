/**
 * Cmdlets of AWS Tools for PowerShell as the AWS CLI has them. Comes in: a cmdlet's name and its arguments as words of a shell. Goes out: the
 * same call of the AWS CLI; null: it is not known here. Source: AWS Tools for PowerShell Cmdlet Reference.
 */

interface Cmdlet {
  readonly call: string;
  /** Options by the parameter's name; `@N`: the operand at that place; an empty one is left out. */
  readonly options: Readonly<Record<string, string>>;
}

const NAMED = { '-Region': '--region', '-ProfileName': '--profile' };

const CMDLETS: ReadonlyMap<string, Cmdlet> = new Map(
  Object.entries<Cmdlet>({
    'get-stscalleridentity': { call: 'sts get-caller-identity', options: {} },
    'get-ssmparameter': {
      call: 'ssm get-parameter',
      options: { '-Name': '--name', '-WithDecryption': '--with-decryption' },
    },
    'get-ssmparametervalue': {
      call: 'ssm get-parameters',
      options: { '-Name': '--names', '-WithDecryption': '--with-decryption' },
    },
    'get-secsecretvalue': {
      call: 'secretsmanager get-secret-value',
      options: { '-SecretId': '--secret-id' },
    },
    'update-ecsservice': {
      call: 'ecs update-service',
      options: {
        '-Cluster': '--cluster',
        '-Service': '--service',
        '-TaskDefinition': '--task-definition',
        '-ForceNewDeployment': '--force-new-deployment',
        '-DesiredCount': '--desired-count',
      },
    },
    'update-lmfunctioncode': {
      call: 'lambda update-function-code',
      options: {
        '-FunctionName': '--function-name',
        '-ImageUri': '--image-uri',
        '-S3Bucket': '--s3-bucket',
        '-BucketName': '--s3-bucket',
        '-S3Key': '--s3-key',
        '-Key': '--s3-key',
        '-ZipFilename': '--zip-file',
        '-Publish': '--publish',
      },
    },
    'get-ecrrepository': {
      call: 'ecr describe-repositories',
      options: { '-RepositoryName': '--repository-names' },
    },
    'new-ecrrepository': {
      call: 'ecr create-repository',
      options: { '-RepositoryName': '--repository-name' },
    },
    'start-cbbuild': { call: 'codebuild start-build', options: { '-ProjectName': '--project-name' } },
  }),
);

/** Parameters that are switches of the AWS CLI: a value of their own is only a yes. */
const SWITCHES = /^-(?:WithDecryption|ForceNewDeployment|Publish)$/i;

export function cliOf(name: string, args: readonly string[]): string | null {
  const given = parametersOf(args);
  if (given === null) return null;
  if (/^(?:Write|Read)-S3Object$/i.test(name)) return copyOf(/^Write/i.test(name), given);
  const cmdlet = CMDLETS.get(name.toLowerCase());
  if (cmdlet === undefined) return null;
  const options = Object.entries({ ...cmdlet.options, ...NAMED });
  const words = [...given].map(([parameter, value]) => {
    const option = options.find(([one]) => one.toLowerCase() === parameter.toLowerCase())?.[1];
    if (option === undefined) return null;
    return SWITCHES.test(parameter) || value === null ? option : `${option} ${value}`;
  });
  return words.includes(null) ? null : ['aws', cmdlet.call, ...words].join(' ');
}

/** Null: one of them has no name. */
function parametersOf(args: readonly string[]): ReadonlyMap<string, string | null> | null {
  const given = new Map<string, string | null>();
  for (let at = 0; at < args.length; at++) {
    const name = args[at] ?? '';
    if (!/^-[A-Za-z]\w*$/.test(name)) return null;
    const next = args[at + 1];
    const hasValue = next !== undefined && !/^-[A-Za-z]\w*$/.test(next);
    given.set(name.toLowerCase(), hasValue ? next : null);
    if (hasValue) at++;
  }
  return given;
}

/** One object with a key, or a folder under a prefix. */
function copyOf(isUpload: boolean, given: ReadonlyMap<string, string | null>): string | null {
  const of = (...names: readonly string[]) =>
    names.map((name) => given.get(name)).find((value) => value) ?? null;
  const bucket = of('-bucketname');
  const [folder, prefix] = [of('-folder', '-directory'), of('-keyprefix', '-prefix') ?? ''];
  const file = of('-file');
  const key = of('-key') ?? (isUpload ? file?.split('/').at(-1) : null);
  if (bucket === null || (folder === null && !key)) return null;
  const object = folder === null ? `s3://${bucket}/${key}` : `s3://${bucket}/${prefix}`;
  const local = folder ?? file ?? '-';
  const region = of('-region');
  const [from, to] = isUpload ? [local, object] : [object, local];
  return `aws s3 cp ${from} ${to}${folder === null ? '' : ' --recursive'}${region === null ? '' : ` --region ${region}`}`;
}
