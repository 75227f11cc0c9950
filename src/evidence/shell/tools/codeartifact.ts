/**
 * Repositories of CodeArtifact, as package managers are told of them: by a login, an address on the command line, in a variable or in a
 * file. Source: CodeArtifact User Guide, tokens-authentication and packages-overview (publishing permissions).
 */
import { partitionOf } from '#catalog/partitions.ts';
import type { Invocation, SourceFile } from '../invocation.ts';
import { EMPTY, knownText, literal, type ShellText } from '../text.ts';
import { aws } from './aws-cli.ts';
import { readAwsCommand } from './aws-command.ts';
import type { PackageRepository, ToolMemory } from './memory.ts';
import { knownName } from './names.ts';
import { called, type ProjectPlace, type Reading } from './reading.ts';

const ADDRESS =
  /\b([a-z](?:[a-z0-9-]{0,48}[a-z0-9])?)-(\d{12})\.d\.codeartifact\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)\/([a-z]+)\/([A-Za-z0-9][\w.-]{0,99})/g;

export interface FoundRepository extends PackageRepository {
  readonly format: string;
}

/** Every repository whose address a text holds, each once. */
export function repositoriesIn(text: string): readonly FoundRepository[] {
  const found = [...text.matchAll(ADDRESS)].map(
    ([, domain = '', account = '', region = '', format = '', name = '']) => ({
      domain,
      account,
      region,
      format,
      name,
    }),
  );
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}

/** Formats of the tools that `aws codeartifact login --tool` configures. */
const FORMATS: ReadonlyMap<string, string> = new Map([
  ['npm', 'npm'],
  ['pip', 'pypi'],
  ['twine', 'pypi'],
  ['dotnet', 'nuget'],
  ['nuget', 'nuget'],
  ['swift', 'swift'],
]);

/** What a command of the AWS CLI leaves behind for package managers. */
export function rememberRepository(invocation: Invocation, place: ProjectPlace, memory: ToolMemory): void {
  const command = readAwsCommand(invocation);
  if (command?.service !== 'codeartifact') return;
  if (command.operation === 'get-authorization-token') memory.hasPackageToken = true;
  if (command.operation !== 'login' && command.operation !== 'get-repository-endpoint') return;
  const valueOf = (name: string): string | null => knownName(command.options.get(name)?.at(-1) ?? EMPTY);
  const format = command.operation === 'login' ? FORMATS.get(valueOf('--tool') ?? '') : valueOf('--format');
  const region =
    command.options.get('--region')?.at(-1) ?? invocation.variable('AWS_REGION') ?? literal(place.region);
  const repository = {
    account: valueOf('--domain-owner') || place.account,
    region: knownText(region) ?? '',
    domain: valueOf('--domain') ?? '',
    name: valueOf('--repository') ?? '',
  };
  const isWhole = Object.values(repository).every((part) => part !== '');
  if (format && isWhole) memory.packages.set(format, repository);
  else memory.hasPackageToken = true;
}

/** Helpers that package managers take a token by. Source: CodeArtifact User Guide, nuget-cli; keyrings.codeartifact. */
export const TOKEN_HELPER = /codeartifact-creds\b|AWS[.]CodeArtifact[.]NuGet|\bkeyrings[.-]codeartifact\b/i;

/** What such a helper calls before a repository is used. */
export function tokenFor(
  { account, region, domain }: PackageRepository,
  invocation: Invocation,
  place: ProjectPlace,
): readonly Reading[] {
  const words = ['codeartifact', 'get-authorization-token', '--domain', domain, '--domain-owner', account];
  const args = [...words, '--region', region].map((word) => literal(word));
  return aws({ ...invocation, name: 'aws', args }, place);
}

export type Purpose = 'read' | 'publish';

/**
 * Maven's publishing writes metadata too, NuGet's reads first. Maven and Gradle fetch `maven-metadata.xml` before they write it. Source:
 * CodeArtifact User Guide, packages-overview; Apache Maven, Metadata of the repository.
 */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  maven: ['PutPackageMetadata', 'ReadFromRepository'],
  nuget: ['ReadFromRepository'],
};

/** What reading from a repository or publishing to it asks for. */
export function repositoryUses(
  { account, region, domain, name, format }: FoundRepository,
  purpose: Purpose,
  ...from: readonly ShellText[]
): readonly Reading[] {
  const arn = (kind: string, rest = '') =>
    `arn:${partitionOf(region)}:codeartifact:${region}:${account}:${kind}/${domain}/${name}${rest}`;
  const operations =
    purpose === 'read' ? ['ReadFromRepository'] : ['PublishPackageVersion', ...(ALSO[format] ?? [])];
  return operations.map((operation) => {
    const resource = operation === 'ReadFromRepository' ? arn('repository') : arn('package', `/${format}/*`);
    return called(`codeartifact:${operation}`, resource, ...from);
  });
}

/** Where a file names the place that packages are published to. */
const PUBLISHING: ReadonlyMap<string, RegExp> = new Map([
  ['maven', /<distributionManagement>[\s\S]*?<\/distributionManagement>|\bpublishing\s*\{[\s\S]*/],
]);

/** Repositories that files of the source name, of one format. */
export function repositoriesOfFiles(
  files: readonly (SourceFile | null)[],
  { format, purpose }: { readonly format: string; readonly purpose: Purpose },
): readonly FoundRepository[] {
  const found = files.flatMap((file) => {
    if (file === null) return [];
    const section = PUBLISHING.get(format);
    const text =
      purpose === 'publish' && section !== undefined ? (section.exec(file.text)?.[0] ?? '') : file.text;
    return repositoriesIn(text).filter((one) => one.format === format);
  });
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}
