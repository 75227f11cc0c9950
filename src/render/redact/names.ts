/** The names a document has, each with its mask: of what its ARNs, addresses and fields are of. */

/** What an ARN begins with, its service, and its resource up to where a text goes on. */
const ARN = /\barn:aws[\w-]*:([\w-]*):[\w*-]*:(\d{12}|aws|\*)?:([^\s"'`,;()[\]{}<>|\\]+)/g;
const IMAGE = /(?<![0-9])\d{12}\.dkr[.-]ecr[\w.-]*?\.amazonaws\.com(?:\.cn)?\/([\w./-]*\w)/g;
const BUCKET = /\bs3:\/\/([\w./-]*\w)/g;
const REPOSITORY = /\b(?:github\.com|gitlab\.com|bitbucket\.org)[/:]([\w./-]*\w)/g;
const ADDRESS = /\b([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)/g;
const SID = /"Sid"\s{0,9}:\s{0,9}"(\w{1,200})"/g;

/** Fields that hold a name where they hold no sentence. */
const NAMED: ReadonlySet<string> = new Set(
  (
    'name role policyName policy target repository groupName streamName projects pipeline principal by on ' +
    'at identifier host'
  ).split(' '),
);

/** Words of AWS, and of policies: they name nothing of anybody's. */
const NO_NAMES: ReadonlySet<string> = new Set(
  (
    'aws codebuild service-role aws-service-role aws-reserved root default role user group policy ' +
    'assumed-role repository project build build-batch key alias secret parameter log-group log-stream ' +
    'report-group function table cluster Allow Deny Statement Effect Action NotAction Resource ' +
    'NotResource Principal NotPrincipal Condition Version Sid Id AWS Service Federated CanonicalUser none ' +
    'iam sts ecr s3 kms logs ssm secretsmanager ec2 lambda organizations ecs'
  ).split(' '),
);

/** Kinds that an ARN's resource begins with, where the mask is to say what it stands for. */
const KINDS =
  /^(role|user|policy|repository|project|key|secret|parameter|log-group|assumed-role|function)[/:]/;

/** Every name in the order in which it is met. */
export function namesIn(document: unknown): ReadonlyMap<string, string> {
  const masks = new Map<string, string>();
  const counts = new Map<string, number>();
  const add = (kind: string, text: string): void => {
    for (const name of text.split(/[/:*?]+/).filter(isName)) {
      if (masks.has(name)) continue;
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      masks.set(name, kind === 'Sid' ? `Sid${count}` : `${kind}-${count}`);
    }
  };
  eachText(document, '', (_, text) => {
    for (const [, service = '', account = '', resource = ''] of text.matchAll(ARN))
      if (account !== 'aws') add(...ofResource(service, resource));
    for (const [, path = ''] of text.matchAll(IMAGE)) add('repository', path);
    for (const [, path = ''] of text.matchAll(BUCKET)) add('bucket', path);
    for (const [, path = ''] of text.matchAll(REPOSITORY)) add('source', path.replace(/\.git$/, ''));
    for (const [, local = '', domain = ''] of text.matchAll(ADDRESS)) {
      add('person', local);
      add('domain', domain);
    }
    for (const [, sid = ''] of text.matchAll(SID)) add('Sid', sid);
  });
  // Afterwards, since an ARN tells better what a name is of.
  eachText(document, '', (key, text) => {
    if (key === 'sid') add('Sid', text);
    if (NAMED.has(key) && isOneWord(text)) add(KIND_OF_FIELD[key] ?? 'name', text);
  });
  return masks;
}

const KIND_OF_FIELD: Readonly<Record<string, string>> = {
  role: 'role',
  policyName: 'policy',
  policy: 'policy',
  repository: 'repository',
  projects: 'project',
};

const isOneWord = (text: string): boolean => /^[\w+=,.@/:-]{2,256}$/.test(text) && !text.startsWith('arn:');

/** Numbers, times and single letters are no names; nor are words that everybody has. */
const isName = (text: string): boolean =>
  text.length > 1 &&
  /[A-Za-z]/.test(text) &&
  !NO_NAMES.has(text) &&
  !/^\d{4}-\d\d-\d\dT/.test(text) &&
  !/^\d+Z?$/.test(text);

/** The random end of a secret's ARN is not part of its name. */
const RANDOM_END = /-(?:[A-Za-z0-9]{6}|\?{6})$/;

function ofResource(service: string, resource: string): readonly [kind: string, text: string] {
  // A sentence may go on after it.
  const text = resource.replace(/[.]+$/, '');
  const type = KINDS.exec(text)?.[1];
  const rest = type === undefined ? text : text.slice(type.length + 1);
  if (type === 'secret') return [type, rest.replace(RANDOM_END, '')];
  if (type === 'assumed-role') return ['role', rest];
  return [type ?? (service === 's3' ? 'bucket' : 'name'), rest];
}

function eachText(value: unknown, key: string, tell: (key: string, text: string) => void): void {
  if (typeof value === 'string') tell(key, value);
  else if (Array.isArray(value)) value.forEach((one) => eachText(one, key, tell));
  else if (typeof value === 'object' && value !== null)
    Object.entries(value).forEach(([name, one]) => eachText(one, name, tell));
}
