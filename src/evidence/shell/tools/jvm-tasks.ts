/**
 * Goals of Maven and tasks of Gradle that bring something elsewhere than a repository of packages, or run programs of the source: what
 * they call stands in the file of the build. Source: Maven, plugin prefixes; Gradle, command-line interface; exec-maven-plugin.
 */
import type { Invocation } from '../invocation.ts';
import { knownText, literal } from '../text.ts';
import { readOptions } from './options.ts';
import { type Reading, unresolved } from './reading.ts';

/** Goals of plugins whose names say it; those of packages and of jib are read elsewhere. */
const MAVEN_GOAL =
  /^(?!(?:deploy|maven-deploy-plugin|jib|jib-maven-plugin|[\w.]+:(?:maven-deploy|jib-maven)-plugin)\b)[\w.-]+:(?:.*:)?(?:push|upload|deploy|publish)[\w-]*$|^site-deploy$|^(?:aws|s3|ecr|beanstalk|lambda|cloudformation)[\w-]*:/;
const GRADLE_TASK =
  /^(?:[\w:-]*:)?(?:(?:deploy|upload|push|promote|migrateFunction|invoke)(?!ed)\w*|(?:aws|s3|ecr|ecs|lambda|beanstalk|cloudFormation)(?![a-z])\w*|\w*[a-z](?:Deploy|Upload|Push)(?:[A-Z]\w*)?)$/;

const MAVEN_PROGRAM =
  /^(?:exec|exec-maven-plugin|[\w.]+:exec-maven-plugin)(?::[\d.]+)?:(?:java|exec)(?:@.*)?$|^spring-boot:run$/;
const GRADLE_PROGRAM = /^(?:[\w:-]*:)?(?:run|bootRun)$/;

const VALUED = [
  '-s',
  '--settings',
  '-f',
  '--file',
  '-P',
  '-pl',
  '-p',
  '-b',
  '--build-file',
  '-x',
  '--exclude-task',
  '-rf',
  '-t',
  '-gs',
];

export function jvmTasks({ name, args }: Invocation): readonly Reading[] {
  const isMaven = name.startsWith('mvn');
  const tasks = readOptions(args, VALUED).operands.map((task) => knownText(task) ?? '');
  const brings = tasks.find((task) => (isMaven ? MAVEN_GOAL : GRADLE_TASK).test(task));
  if (brings !== undefined)
    return [unresolved(`what \`${brings}\` of \`${name}\` brings where is told by the file of the build`)];
  const runs = tasks.find((task) => (isMaven ? MAVEN_PROGRAM : GRADLE_PROGRAM).test(task));
  // A common way of printing a version.
  const isEcho = args.some((arg) => /^-Dexec[.]executable=["']?echo\b/.test(knownText(arg) ?? ''));
  return runs === undefined || isEcho
    ? []
    : [
        unresolved(
          `what the program calls that \`${name} ${runs}\` runs is in its own text, which is not read`,
        ),
      ];
}

/** A server that somebody runs on a machine of EC2 or behind a balancer is none of AWS's. */
const AWS = /codeartifact|(?<!\.(?:compute(?:-1)?|elb)\.)amazonaws|AwsCredentials|\baws\b/i;
/** Repositories that tasks of plugins are named after. */
const ELSEWHERE =
  /^(?:[\w:-]*:)?publish(?:Plugins|\w*To(?:Sonatype|MavenCentral|CentralPortal|MavenLocal|GitHub\w*)\w*)$/;
const PLACES = [
  /<distributionManagement>[\s\S]*?<\/distributionManagement>/,
  /\bpublishing\s*\{[\s\S]*/,
  /\bmavenDeployer\b[\s\S]*/,
];
const BUILD_FILES = ['pom.xml', 'build.gradle', 'build.gradle.kts'];
const SETTINGS = ['settings.xml', '.mvn/settings.xml', '.mvn/extensions.xml', 'gradle.properties'];

/**
 * Where Maven and Gradle publish to has no default, so it is said unless it is known to be elsewhere: by the command line, or by what
 * the file of the build says of publishing. Source: Apache Maven, deploy plugin; Gradle, Maven publish plugin.
 */
export function unknownDestination(
  { name, args, file, variable }: Invocation,
  files: readonly string[],
): readonly Reading[] {
  const words = args.map((arg) => knownText(arg) ?? '');
  const tasks = words.filter((word) => /publish/.test(word));
  const isSkipped = words.some((word) => /^-D(?:maven[.]deploy[.]skip|skipDeploy)(?:=true)?$/.test(word));
  if (isSkipped || (tasks.length > 0 && tasks.every((task) => ELSEWHERE.test(task)))) return [];
  const named = words.filter((word) => /^-Dalt\w*DeploymentRepository=/.test(word)).join(' ');
  const texts = [...files, ...BUILD_FILES].map((path) => file(literal(path))?.text ?? '');
  const written = texts.flatMap((text) => PLACES.map((place) => place.exec(text)?.[0] ?? '')).join('\n');
  const place = named === '' ? written : named;
  if (/\bs3:\/\//.test(place))
    return [unresolved(`\`${name}\` publishes to a bucket of S3, by calls that are not followed`)];
  const settings = [...files, ...SETTINGS].map((path) => file(literal(path))?.text ?? '').join('\n');
  const isOfAws = AWS.test(place) || AWS.test(settings) || variable('CODEARTIFACT_AUTH_TOKEN') !== null;
  if (isOfAws)
    return [unresolved(`\`${name}\` publishes to a repository that may be AWS's: its files speak of AWS`)];
  if (/https?:\/\/[\w-]+[.][\w.-]+/.test(place)) return [];
  return [
    unresolved(
      `where \`${name}\` publishes to is told neither by its command line nor by a file that was read`,
    ),
  ];
}
