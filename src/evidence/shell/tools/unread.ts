/** Commands that no reader knows: said where AWS, a container client, an address of ECR, an ARN or a bucket stands in them. */
import type { Invocation } from '../invocation.ts';
import { EMPTY, type ShellText, whyUnknown } from '../text.ts';
import { isPackageManager } from './package-managers.ts';
import { type Reading, unresolved } from './reading.ts';

/** Commands of the system: they work on files, texts and packages, whatever words they are given. */
const OF_THE_SYSTEM: ReadonlySet<string> = new Set(
  `echo printf cat tee grep egrep fgrep rg sed awk gawk mawk tr cut head tail sort uniq wc jq yq envsubst tac rev paste column fold nl xxd od
  cp mv rm mkdir rmdir touch ln ls dir tree chmod chown chgrp find stat file readlink realpath basename dirname du df mktemp install rsync
  tar zip unzip gzip gunzip bzip2 xz zcat 7z split csplit cmp diff patch sum md5sum sha1sum sha256sum sha512sum base64 openssl gpg
  which type hash whereis command test [ [[ true false : date sleep wait export declare typeset local readonly printenv id whoami uname
  hostname pwd cd alias unalias history jobs kill killall pkill ps pgrep top free ulimit umask set shopt let getopts trap disown fg bg
  apt apt-get apt-key add-apt-repository dpkg yum dnf microdnf apk rpm zypper brew port amazon-linux-extras update-alternatives
  pip pip3 pipx conda mamba gem npm pnpm corepack nvm n pyenv rbenv asdf sdk phpenv goenv nodenv tfenv composer bundle
  curl wget nc ping dig nslookup host ssh-keygen ssh-keyscan ssh-add ssh-agent eval-ssh telnet ifconfig ip
  git dockerd containerd service systemctl usermod groupadd useradd adduser addgroup newgrp su mount umount sysctl modprobe
  kustomize kubeconform kubeval kubesec hadolint shellcheck yamllint jsonlint cfn-lint cfn_nag cfn_nag_scan cfn-guard checkov tflint tfsec
  eslint prettier tsc jest mocha vitest vite webpack rollup esbuild next nuxt tslint stylelint cypress playwright
  flake8 mypy black ruff pylint isort coverage bandit safety pre-commit ctest gcc g++ clang javac
  codebuild-breakpoint codebuild-extras gofmt golint golangci-lint gitleaks trufflehog semgrep sonar-scanner codecov
  localstack awslocal seq expr bc yes tput clear less more vi nano at crontab logger timeout time`.split(
    /\s+/,
  ),
);

const MARKS: readonly (readonly [mark: RegExp, what: string])[] = [
  [/\.dkr[.-]ecr[.-]/, 'an address of ECR'],
  [/\barn:aws[\w-]*:/, 'an ARN'],
  [/\bs3:\/\//, 'a place in S3'],
  [/\bgit-codecommit(-fips)?\.|\bcodecommit::?/, 'a repository of CodeCommit'],
  [/\b(?:aws(?:[+]\w+|kms|ssm|secrets\w*)?|ssm):\/\//, 'AWS'],
  [/\bamazonec2\b/, 'AWS'],
  [/^(aws|docker|podman|docker-compose)\s+[\w-]/, 'a command of its own'],
];

/** Words that say that something is brought somewhere, and tools that bring it elsewhere than to AWS. */
const DEPLOYS = /(?:^|[-_:.])(?:deploy|publish|promote|provision|upload)(?:[-_:.]|$)/i;
/** The same as one of several tasks, in whose names words may begin with a capital; names of files have a dot in them. */
const DEPLOYING_TASK =
  /^[\w:-]*(?:(?:^|[-_:])(?:deploy|publish|promote|provision|upload)|[a-z](?:Deploy|Publish|Promote|Upload))(?:[-_:A-Z][\w:-]*)?$/;
/** Tasks by which plugins of sbt and Leiningen publish what they have built. */
const RELEASE = /^(?:ci-)?release(?: |$)/;
const ELSEWHERE =
  /^(?:firebase|netlify|vercel|wrangler|gcloud|az|heroku|fly|flyctl|surge|gh|glab|sentry-cli|codecov|codecov-cli|prisma|expo|eas)$/;

/** `aws-s3-sync`, `sbt ecr:push`, `prowler aws`: AWS or one of its services as a word of a name. */
const OF_AWS = /^(?:[\w-]+[-_:])?(?:aws|ecr|ecs|eks|s3)(?:[-_:][\w:-]+)?$/i;

export function unreadCommand({ name, args }: Invocation): readonly Reading[] {
  if (name === 'curl' && args.some((arg) => shown(arg).startsWith('--aws-sigv4')))
    return [unresolved('what `curl --aws-sigv4` calls is in its address, which is not read')];
  if (OF_THE_SYSTEM.has(name)) return [];
  const words = args.map(shown);
  const [verb = '', ...others] = words.filter((word) => !word.startsWith('-'));
  const tasks = /^(?:sbt|lein)$/.test(name) ? scopedTasks([verb, ...others]) : [verb, ...others];
  const deploys = DEPLOYS.test(name) || DEPLOYS.test(verb) || tasks.some((task) => DEPLOYING_TASK.test(task));
  if (!ELSEWHERE.test(name) && !isPackageManager(name) && deploys)
    return [
      unresolved(`what \`${name}\` deploys, and where to, is not known: it is no command that is read`),
    ];
  const isOfAws = OF_AWS.test(name) || words.some((word) => OF_AWS.test(word.replace(/^--?[\w-]+=/, '')));
  const isRunner = words.some(
    (word, at) => /^(.*\/)?(aws|docker|podman)$/.test(word) && at < words.length - 1,
  );
  const found = isRunner
    ? 'a command of `aws` or `docker`'
    : isOfAws
      ? 'AWS'
      : MARKS.find(([mark]) => words.some((word) => mark.test(word)))?.[1];
  return found === undefined
    ? []
    : [unresolved(`what \`${name}\` does with ${found} is not known: it is no command that is read`)];
}

/** Tasks of sbt without what they are of and are given: `+core/Docker/publish`, `;clean;release with-defaults`. */
function scopedTasks(words: readonly string[]): readonly string[] {
  const tasks = words
    .flatMap((word) => word.split(';'))
    .map((task) => task.trim().replace(/^(?:\+\s*)?(?:[\w-]+[/:])*/, ''));
  // What is published for the machine alone goes nowhere.
  const away = tasks.filter((task) => !/^publish(?:Local|M2)/.test(task));
  return away.map((task) => (RELEASE.test(task) ? 'publish' : (task.split(' ')[0] ?? '')));
}

const GROUP = /^(?:compose|buildx|image|manifest|container)$/;

/** A tool of which it is not known what it is told to do: its first word, behind options and what they are given. */
export function unknownVerb({ name, args }: Invocation): readonly Reading[] {
  const isOption = (arg: ShellText | undefined) => arg !== undefined && /^--?[\w-]+$/.test(shown(arg));
  const operands = args.filter((arg, at) => !shown(arg).startsWith('-') && !isOption(args[at - 1]));
  const verb = GROUP.test(shown(operands[0] ?? EMPTY)) ? operands[1] : operands[0];
  const why = verb === undefined ? null : whyUnknown(verb);
  return why === null ? [] : [unresolved(`what \`${name}\` is told to do is not known: ${why}`)];
}

/** What a tool that is read does with a place in S3 it was given, of which its reader knows nothing. */
export function placeInS3({ name, args }: Invocation): readonly Reading[] {
  return args.some((arg) => shown(arg).startsWith('s3://'))
    ? [unresolved(`what \`${name}\` does with a place in S3 is not known`)]
    : [];
}

/** A text with a mark for what is not known of it. */
function shown(text: ShellText): string {
  return text.pieces.map((piece) => ('text' in piece ? piece.text : '?')).join('');
}
