/**
 * Every way of the shell to give a variable of the settings another value before an address is made of it. Where the way is not followed,
 * the settings' own repository is the most that may be granted: what the source chose is never the settings' word.
 */
import type { Attack } from './attack.ts';
import { push } from './pairs.ts';

const PUSH = 'docker push $AWS_ACCOUNT_ID.dkr.ecr.$AWS_DEFAULT_REGION.amazonaws.com/$IMAGE_REPO_NAME:1';

const WAYS: readonly (readonly string[])[] = [
  ['IMAGE_REPO_NAME=payments', PUSH],
  ['export IMAGE_REPO_NAME=payments', PUSH],
  ['declare -x IMAGE_REPO_NAME=payments', PUSH],
  ['typeset IMAGE_REPO_NAME=payments', PUSH],
  ['readonly IMAGE_REPO_NAME=payments', PUSH],
  [`unset IMAGE_REPO_NAME; : "\${IMAGE_REPO_NAME:=payments}"`, PUSH],
  ['IMAGE_REPO_NAME=; IMAGE_REPO_NAME+=payments', PUSH],
  ['printf -v IMAGE_REPO_NAME payments', PUSH],
  ['read IMAGE_REPO_NAME < name.txt', PUSH],
  ['read -r IMAGE_REPO_NAME <<< payments', PUSH],
  ['mapfile -t IMAGE_REPO_NAME < name.txt', PUSH],
  ['eval IMAGE_REPO_NAME=payments', PUSH],
  ['eval "export IMAGE_REPO_NAME=$(cat name.txt)"', PUSH],
  ['source <(echo IMAGE_REPO_NAME=payments)', PUSH],
  ['. ./set.sh', PUSH],
  ['cd sub; . ../set.sh', PUSH],
  [`for IMAGE_REPO_NAME in payments; do ${PUSH}; done`],
  [`while read -r IMAGE_REPO_NAME; do ${PUSH}; done < name.txt`],
  [`env IMAGE_REPO_NAME=payments sh -c '${PUSH}'`],
  [`IMAGE_REPO_NAME=payments sh -c '${PUSH}'`],
  [`IMAGE_REPO_NAME=payments bash push.sh`],
  [`(IMAGE_REPO_NAME=payments; ${PUSH})`],
  [`{ IMAGE_REPO_NAME=payments; } && ${PUSH}`],
  [`true || IMAGE_REPO_NAME=orders; IMAGE_REPO_NAME=payments; ${PUSH}`],
  [`f() { local IMAGE_REPO_NAME=payments; ${PUSH}; }; f`],
  [`f() { IMAGE_REPO_NAME=$1; }; f payments; ${PUSH}`],
  [`case x in x) IMAGE_REPO_NAME=payments;; esac; ${PUSH}`],
  [`NAME=IMAGE_REPO_NAME; export "$NAME=payments"; ${PUSH}`],
  [`set -- payments; IMAGE_REPO_NAME=$1; ${PUSH}`],
  [`getopts a: IMAGE_REPO_NAME; ${PUSH}`],
  ['trap "IMAGE_REPO_NAME=payments" DEBUG', PUSH],
  [
    'docker tag app $AWS_ACCOUNT_ID.dkr.ecr.us-west-2.amazonaws.com/payments:1',
    'docker push $AWS_ACCOUNT_ID.dkr.ecr.us-west-2.amazonaws.com/payments:1',
  ],
];

/** In PowerShell, whose buildspecs say so. */
const POWERSHELL =
  'docker push "$env:AWS_ACCOUNT_ID.dkr.ecr.$env:AWS_DEFAULT_REGION.amazonaws.com/$($env:IMAGE_REPO_NAME):1"';
const POWERSHELL_WAYS: readonly string[] = [
  '$env:IMAGE_REPO_NAME = "payments"',
  '$ENV:image_repo_name = "payments"',
  '${env:IMAGE_REPO_NAME} = "payments"',
  '$env:IMAGE_REPO_NAME, $x = "payments", "y"',
  '$a = @("payments"); $env:IMAGE_REPO_NAME = $a[0]',
  'Set-Item env:IMAGE_REPO_NAME payments',
  'Set-Item -Path Env:\\IMAGE_REPO_NAME -Value payments',
  'New-Item -Path env: -Name IMAGE_REPO_NAME -Value payments -Force',
  '[Environment]::SetEnvironmentVariable("IMAGE_REPO_NAME", "payments")',
  'Invoke-Expression (Get-Content name.txt)',
  '"payments" | Set-Content env:IMAGE_REPO_NAME',
  '"payments" > env:IMAGE_REPO_NAME',
  'cd env:; sc IMAGE_REPO_NAME payments',
  '. ./set.ps1',
  'function f($n) { $env:IMAGE_REPO_NAME = $n }; f payments',
];

const inPowerShell = (commands: readonly string[]): string =>
  `version: 0.2\nenv:\n  shell: powershell.exe\nphases:\n  build:\n    commands:\n${commands
    .map((command) => `      - ${JSON.stringify(command)}\n`)
    .join('')}`;

const attackOf = (name: string, buildspec: Attack['buildspec']): Attack => ({
  name,
  buildspec,
  files: { 'name.txt': 'payments\n', 'set.sh': 'IMAGE_REPO_NAME=payments\n', 'push.sh': `${PUSH}\n` },
  source: push('payments'),
  settings: push('backend'),
  atMost: true,
});

export const REASSIGNED: readonly Attack[] = [
  ...WAYS.map((commands) => attackOf(commands.join(' ⏎ ').replaceAll(PUSH, 'PUSH'), commands)),
  ...POWERSHELL_WAYS.map((way) => attackOf(`PowerShell: ${way}`, inPowerShell([way, POWERSHELL]))),
];
