/** Pairs of policies that collide: few names, patterns that nearly meet, the later one often a small change of the earlier. */
import type { Random } from '../../oracle/random.ts';
import type { Request } from './membership.ts';

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}
export interface Document {
  readonly Version: '2012-10-17' | '2008-10-17';
  readonly Statement: readonly Statement[];
}
export interface Pair {
  readonly before: readonly Document[];
  readonly after: readonly Document[];
}

const ACTIONS = [
  ['*', 'ecr:*', 'ecr:Get*', 'ecr:*Image', 'ecr:Batch*', 'ECR:PutImage', 'ecr:putimage', 'ecr:BatchGetImage'],
  [
    'ecr:GetAuthorizationToken',
    's3:GetObject',
    's3:*',
    's3:Get*',
    's3:?etObject',
    'ecr:*Get*',
    'ecr:Ge?*',
    'ecr:Batch?etImage',
  ],
  ['ecr:?*', 'ecr:*e', 'ecr:*Im*ge*', 's3:*Object', 'iam:PassRole', 'ecr:???Image'],
].flat();

const RESOURCES = [
  ['*', 'arn:*', 'arn:aws:ecr:*', 'arn:aws:ecr:us-west-2:111122223333:repository/*', '**', 'arn:aws:ecr'],
  ['arn:aws:ecr:us-west-2:111122223333:repository/app', 'arn:aws:ecr:us-west-2:111122223333:repository/app*'],
  [
    'arn:aws:ecr:*:111122223333:repository/app',
    'arn:aws:ecr:us-west-2:*:repository/*app',
    'arn:aws:s3:::b/*',
  ],
  [
    'arn:aws:ecr:us-west-?:111122223333:repository/ap?',
    'arn:aws:s3:::b/a*c',
    'arn:aws:s3:::b/*b*',
    'arn:*:s3:*:*:b/a',
  ],
  ['arn:aws:s3:::${aws:PrincipalTag/team}/*', 'arn:aws:s3:::b/${aws:username}', 'arn:aws:s3:::b/${*}'],
  ["arn:aws:s3:::b/${aws:PrincipalTag/team, 'a'}*", 'arn:aws:s3:::b/a', 'arn:aws:s3:::b/', 'arn:aws:s3:::b*'],
  [
    'arn:aws:s3:::b/*${aws:PrincipalTag/team}',
    'arn:aws:s3:*a',
    'arn:aws:*:us*:repository/*',
    '111122223333.dkr.ecr',
  ],
].flat();

const CONDITIONS: readonly NonNullable<Statement['Condition']>[] = [
  { StringEquals: { 'aws:PrincipalTag/team': ['a'] } },
  { StringEquals: { 'AWS:principaltag/team': ['a'] } },
  { StringNotEquals: { 'aws:PrincipalTag/team': ['a'] } },
  { StringLike: { 'aws:PrincipalTag/team': ['${aws:username}', 'b*'] } },
  { Bool: { 'aws:SecureTransport': ['true'] } },
  { Null: { 'aws:SourceVpce': ['true'] } },
  { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } },
];

const CONTEXTS: readonly Request['context'][] = [
  {},
  { 'aws:PrincipalTag/team': 'a' },
  { 'aws:PrincipalTag/team': 'b', 'aws:username': 'b', 'aws:SecureTransport': 'true' },
  { 'aws:PrincipalTag/team': '', 'aws:SourceVpce': 'vpce-1', 'aws:username': 'a' },
  { 'aws:username': '*', 'aws:TagKeys': ['c'], 'aws:SecureTransport': 'true' },
  { 'aws:PrincipalTag/team': 'b/a', 'aws:TagKeys': ['a'], 'aws:SourceVpce': 'vpce-1' },
  {
    'aws:PrincipalTag/team': 'a',
    'aws:username': 'a:b',
    'aws:SecureTransport': 'true',
    'aws:TagKeys': ['c'],
  },
];

export function generatePair(random: Random): Pair {
  const before = documents(random);
  const after = random.chance(0.6) ? before.map((document) => changed(random, document)) : documents(random);
  return { before, after: random.chance(0.1) ? [...after, documentOf(random, 1)] : after };
}

const documents = (random: Random): readonly Document[] =>
  random.chance(0.8)
    ? [documentOf(random, 1 + random.below(4))]
    : [documentOf(random, 1 + random.below(2)), documentOf(random, 1 + random.below(2))];

function documentOf(random: Random, count: number): Document {
  const version = random.chance(0.9) ? '2012-10-17' : '2008-10-17';
  return { Version: version, Statement: Array.from({ length: count }, () => statementOf(random)) };
}

function changed(random: Random, document: Document): Document {
  const { Statement } = document;
  const at = random.below(Statement.length);
  const others = Statement.filter((_statement, index) => index !== at);
  const choice = random.below(4);
  if (choice === 0) return { ...document, Statement: [...Statement, statementOf(random)] };
  if (choice === 1 && others.length > 0) return { ...document, Statement: others };
  const one = Statement[at] as Statement;
  const fresh = statementOf(random);
  const { Condition: _condition, ...bare } = one;
  const mended =
    choice === 2 ? { ...bare, ...(fresh.Condition ? { Condition: fresh.Condition } : {}) } : fresh;
  return { ...document, Statement: [...others, mended] };
}

function statementOf(random: Random): Statement {
  const some = (from: readonly string[]): readonly string[] =>
    Array.from(
      {
        length: random.weighted([
          [5, 1],
          [3, 2],
          [1, 3],
        ]),
      },
      () => random.pick(from),
    );
  return {
    Effect: random.chance(0.72) ? 'Allow' : 'Deny',
    [random.chance(0.15) ? 'NotAction' : 'Action']: some(ACTIONS),
    [random.chance(0.15) ? 'NotResource' : 'Resource']: some(RESOURCES),
    ...(random.chance(0.35)
      ? {
          Condition: Object.assign(
            {},
            random.pick(CONDITIONS),
            random.chance(0.3) ? random.pick(CONDITIONS) : {},
          ),
        }
      : {}),
  };
}

/** As `generatePair`, with a document of `size` characters or more on each side. */
export function generateLargePair(random: Random, size: number): Pair {
  const before = largeDocument(random, size);
  const steps = Array.from({ length: 1 + random.below(8) });
  const after = random.chance(0.6)
    ? steps.reduce<Document>((document) => changed(random, document), before)
    : largeDocument(random, size);
  return { before: [before], after: [after] };
}

function largeDocument(random: Random, size: number): Document {
  const Statement: Statement[] = [];
  let length = 0;
  while (length < size) {
    const one = statementOf(random);
    Statement.push(one);
    length += JSON.stringify(one).length + 1;
  }
  return { Version: random.chance(0.9) ? '2012-10-17' : '2008-10-17', Statement };
}

/** Policies of patterns that overlap in so many ways that a comparison has to say more than there is. */
export function generateTangledPair(random: Random): Pair {
  const before = tangled(random);
  const after = random.chance(0.5) ? [...before.slice(1), ...tangled(random)] : tangled(random);
  return { before: [tangledDocument(before)], after: [tangledDocument(after)] };
}

const tangledDocument = (Statement: readonly Statement[]): Document => ({ Version: '2012-10-17', Statement });

function tangled(random: Random): readonly Statement[] {
  const letters = () =>
    Array.from({ length: random.below(8) }, () => random.pick(['?', '?', 'a', '*'])).join('');
  const pattern = () => `*a${letters()}`;
  return Array.from({ length: 3 + random.below(6) }, () => ({
    Effect: random.chance(0.3) ? 'Deny' : 'Allow',
    Action: [`ecr:${pattern()}`, `ecr:${pattern()}`],
    [random.chance(0.3) ? 'NotResource' : 'Resource']: [`arn:aws:s3:::${pattern()}`],
  }));
}

/** A thousand requests of the letters that tangled patterns are made of. */
export function generateTangledRequests(random: Random): readonly Request[] {
  const texts = () =>
    Array.from({ length: 32 }, () =>
      Array.from({ length: 1 + random.below(10) }, () => random.pick(['a', 'a', 'b'])).join(''),
    );
  const [actions, resources] = [texts(), texts()];
  return actions.flatMap((action) =>
    resources.map((name) => ({ action: `ecr:${action}`, resource: `arn:aws:s3:::${name}`, context: {} })),
  );
}

/** A thousand requests near the patterns of the pair: every action with every resource in every context. */
export function generateRequests(random: Random, { before, after }: Pair): readonly Request[] {
  const statements = [...before, ...after].flatMap(({ Statement }) => Statement);
  const actions = statements.flatMap(({ Action = [], NotAction = [] }) => [...Action, ...NotAction]);
  const resources = statements.flatMap(({ Resource = [], NotResource = [] }) => [
    ...Resource,
    ...NotResource,
  ]);
  const asked = Array.from({ length: 12 }, () => actionNear(random, random.pick([...actions, ...ACTIONS])));
  const on = Array.from({ length: 12 }, () =>
    resourceNear(random, random.pick([...resources, ...RESOURCES])),
  );
  return asked.flatMap((action) =>
    ['*', ...on].flatMap((resource) => CONTEXTS.map((context) => ({ action, resource, context }))),
  );
}

function filled(random: Random, pattern: string, texts: readonly string[]): string {
  return pattern
    .replace(/\$\{[^}]*\}/g, () => random.pick(['a', 'b', '', 'b/a', '*', 'a:b']))
    .replace(/\*/g, () => random.pick(texts))
    .replace(/\?/g, () => random.pick(['a', '2', 'g', 'p']));
}

function actionNear(random: Random, pattern: string): string {
  const text = filled(random, pattern, ['', 'Image', 'Get', 'z', 'Batch', 'age']);
  return /^[A-Za-z0-9-]+:[A-Za-z0-9]+$/.test(text)
    ? text
    : random.pick(['ecr:Get', 'ecr:PutImage', 'x:y', 's3:GetObject']);
}

function resourceNear(random: Random, pattern: string): string {
  const text = filled(random, pattern, ['', 'a', 'app', 'b', 'x:y', 'us-west-2', 'repository/app', 'a/b']);
  const fields = text.split(':');
  const whole = fields.length < 6 ? `${text}${':a'.repeat(6 - fields.length)}` : text;
  return /^arn:[^:]+:[^:]+:[^:]*:[^:]*:/.test(whole)
    ? whole
    : random.pick(['arn:aws:s3:::b/a', 'arn:aws:ecr:us-west-2:111122223333:repository/app', 'arn:a:b:c:d:e']);
}
