/**
 * Whose a call is: the project's role's, or that of a role which the build has assumed. Worked out by hand from the AWS CLI User Guide
 * (cli-configure-envvars, cli-configure-files, cli-configure-role), the AWS SDKs Reference Guide (standardized-credentials,
 * feature-container-credentials) and the Amazon ECR User Guide (registry_auth). Every row holds in both directions.
 */
import { describe, expect, it } from 'vitest';
import { project } from '../evidence/project.ts';
import { ACCOUNT as A, askedBy, imageNeeds } from './asked.ts';

const ROLE = `arn:aws:iam::${A}:role/deploy`;
const SECOND = 'arn:aws:iam::222222222222:role/second';
const ASSUME = `aws sts assume-role --role-arn ${ROLE} --role-session-name ci`;
const KEY = `$(${ASSUME} --query Credentials.AccessKeyId --output text)`;
const EXPORT = `export AWS_ACCESS_KEY_ID=${KEY}`;
const ALL = `--query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text`;
const JQ = `jq -r '.Credentials | "export AWS_ACCESS_KEY_ID=\\(.AccessKeyId)\\nexport AWS_SECRET_ACCESS_KEY=\\(.SecretAccessKey)\\n"'`;
const THEIRS = 'aws s3 ls s3://theirs/';
const OURS = 'aws s3 ls s3://ours/';
const HOST = `${A}.dkr.ecr.us-west-2.amazonaws.com`;
const LOGIN = `docker login -u AWS --password-stdin ${HOST}`;
const PUSH = `docker push ${HOST}/app:1`;

const ASSUMES = `sts:AssumeRole ${ROLE}`;
const LISTS_OURS = 's3:ListBucket arn:aws:s3:::ours';
const AS_ROLE = /runs as `arn:aws:iam::111122223333:role\/deploy`, not with the role's/;
const config = (...lines: readonly string[]) => `cat > ~/.aws/config <<EOF\n${lines.join('\n')}\nEOF`;
const DEPLOY = ['[profile deploy]', `role_arn = ${ROLE}`, 'credential_source = EcsContainer'];

interface Case {
  readonly run: readonly string[];
  readonly needs: readonly string[];
  readonly said?: readonly RegExp[];
}

/** Keys taken from the answer in one way or another: what comes after is the other role's until the key is gone. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  'a variable of the answer and jq': [
    `CREDS=$(${ASSUME})`,
    'export AWS_ACCESS_KEY_ID=$(echo "$CREDS" | jq -r .Credentials.AccessKeyId)',
  ],
  'a file and jq': [
    `${ASSUME} > /tmp/c.json`,
    'export AWS_ACCESS_KEY_ID=$(jq -r .Credentials.AccessKeyId /tmp/c.json)',
  ],
  'a file and Python': [
    `${ASSUME} > c.json`,
    `export AWS_ACCESS_KEY_ID=$(cat c.json | python3 -c 'import json,sys; print(json.load(sys.stdin)["Credentials"]["AccessKeyId"])')`,
  ],
  '--query': [EXPORT],
  'export of what printf prints': [
    `export $(printf "AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s AWS_SESSION_TOKEN=%s" $(${ASSUME} ${ALL}))`,
  ],
  'eval of what jq prints': [`eval $(${ASSUME} | ${JQ})`],
  'eval in quotes': [`eval "$(${ASSUME} | ${JQ})"`],
  'a script that is sourced': [`${ASSUME} | ${JQ} > keys.sh`, '. ./keys.sh'],
  'a process substitution that is sourced': [`source <(${ASSUME} | ${JQ})`],
  'read and a here-string': [
    `read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN <<< "$(${ASSUME} ${ALL})"`,
    'export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN',
  ],
  'an array': [`KEYS=($(${ASSUME} ${ALL}))`, 'export AWS_ACCESS_KEY_ID=${KEYS[0]}'],
  awk: [`KEYS=$(${ASSUME} ${ALL})`, `export AWS_ACCESS_KEY_ID=$(echo "$KEYS" | awk '{print $1}')`],
  cut: [`KEYS=$(${ASSUME} ${ALL})`, 'export AWS_ACCESS_KEY_ID=$(echo "$KEYS" | cut -f1)'],
  'a function with the role as its argument': [
    `assume() { KEYS=$(aws sts assume-role --role-arn "$1" --role-session-name x ${ALL}); export AWS_ACCESS_KEY_ID=$(echo $KEYS | cut -d' ' -f1); }`,
    `assume ${ROLE}`,
  ],
  'aws configure set for the default profile': [`aws configure set aws_access_key_id "${KEY}"`],
  'a default profile that assumes it': [
    config('[default]', `role_arn = ${ROLE}`, 'credential_source = EcsContainer'),
  ],
  'a profile of a here-document': [config(...DEPLOY), 'export AWS_PROFILE=deploy'],
  'a profile that echo writes': [
    'mkdir -p ~/.aws',
    'echo "[profile deploy]" > ~/.aws/config',
    `echo "role_arn=${ROLE}" >> ~/.aws/config`,
    'echo "credential_source=EcsContainer" >> $HOME/.aws/config',
    'export AWS_PROFILE=deploy',
  ],
  'a profile of aws configure set': [
    `aws configure set role_arn ${ROLE} --profile deploy`,
    'aws configure set profile.deploy.credential_source EcsContainer',
    'export AWS_PROFILE=deploy',
  ],
  'a profile of a file of its own': [
    `printf '[profile deploy]\\nrole_arn = ${ROLE}\\ncredential_source = EcsContainer\\n' > /tmp/config`,
    'export AWS_CONFIG_FILE=/tmp/config AWS_PROFILE=deploy',
  ],
  'a profile with keys': [
    `aws configure set aws_access_key_id "${KEY}" --profile deploy`,
    'export AWS_PROFILE=deploy',
  ],
};

const CASES: Readonly<Record<string, Case>> = {
  'an answer that nobody takes keys from': { run: [ASSUME, OURS], needs: [ASSUMES, LISTS_OURS] },
  'an unset key': {
    run: [EXPORT, THEIRS, 'unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN', OURS],
    needs: [ASSUMES, LISTS_OURS],
    said: [AS_ROLE],
  },
  'an emptied key': {
    run: [EXPORT, THEIRS, 'export AWS_ACCESS_KEY_ID=', OURS],
    needs: [ASSUMES, LISTS_OURS],
    said: [AS_ROLE],
  },
  'an unset profile': {
    run: [config(...DEPLOY), 'export AWS_PROFILE=deploy', THEIRS, 'unset AWS_PROFILE', OURS],
    needs: [ASSUMES, LISTS_OURS],
    said: [AS_ROLE],
  },
  'a key before one command': {
    run: [`AWS_ACCESS_KEY_ID=${KEY} ${THEIRS}`, OURS],
    needs: [ASSUMES, LISTS_OURS],
    said: [AS_ROLE],
  },
  'a subshell': { run: [`( ${EXPORT}; ${THEIRS} )`, OURS], needs: [ASSUMES, LISTS_OURS], said: [AS_ROLE] },
  '--profile for one command': {
    run: [config(...DEPLOY), `${THEIRS} --profile deploy`, OURS],
    needs: [ASSUMES, LISTS_OURS],
    said: [AS_ROLE],
  },
  'a profile of a region alone': {
    run: [
      'aws configure set region eu-west-1 --profile here',
      config('[profile here]', 'region = eu-west-1'),
      `${OURS} --profile here`,
    ],
    needs: [LISTS_OURS],
  },
  'a default region': {
    run: ['aws configure set default.region eu-west-1', OURS],
    needs: [LISTS_OURS],
  },
  'a profile that nothing writes': {
    run: [`${THEIRS} --profile prod`],
    needs: [],
    said: [/with the credentials of the profile `prod`, which no command that was read writes/],
  },
  'keys before a profile of AWS_PROFILE': {
    run: [config(...DEPLOY), `export AWS_PROFILE=deploy AWS_ACCESS_KEY_ID=${KEY}`, THEIRS],
    needs: [ASSUMES],
    said: [AS_ROLE],
  },
  'a role of a role': {
    run: [EXPORT, `aws sts assume-role --role-arn ${SECOND} --role-session-name x`],
    needs: [ASSUMES],
    said: [AS_ROLE],
  },
  'a profile of a profile': {
    run: [
      config(...DEPLOY, '[profile second]', `role_arn = ${SECOND}`, 'source_profile = deploy'),
      `${THEIRS} --profile second`,
    ],
    needs: [ASSUMES],
    said: [/runs as `arn:aws:iam::222222222222:role\/second`/],
  },
  'a role of another account': {
    run: [`aws sts assume-role --role-arn ${SECOND} --role-session-name x --external-id e1`],
    needs: [`sts:AssumeRole ${SECOND}`],
  },
  'session tags and a source identity': {
    run: [`${ASSUME} --tags Key=team,Value=web --source-identity ci`],
    needs: [ASSUMES, `sts:SetSourceIdentity ${ROLE}`, `sts:TagSession ${ROLE}`],
  },
  'a session policy': { run: [`${ASSUME} --policy file://p.json --duration-seconds 900`], needs: [ASSUMES] },
  'a web identity token': {
    run: [
      `CREDS=$(aws sts assume-role-with-web-identity --role-arn ${ROLE} --role-session-name x --web-identity-token file://t)`,
      'export AWS_ACCESS_KEY_ID=$(echo $CREDS | jq -r .Credentials.AccessKeyId)',
      THEIRS,
    ],
    needs: [],
    said: [AS_ROLE],
  },
  'the variables of a web identity': {
    run: [`export AWS_ROLE_ARN=${ROLE} AWS_WEB_IDENTITY_TOKEN_FILE=/tmp/t`, THEIRS],
    needs: [],
    said: [/`AWS_WEB_IDENTITY_TOKEN_FILE` gives/],
  },
  'a script that is not read and named so': {
    run: ['source ./scripts/assume-role.sh', THEIRS],
    needs: [],
    said: [/was not read/, /`AWS_ACCESS_KEY_ID` gives/],
  },
  "the keys of the project's role, written out": {
    run: ['eval $(aws configure export-credentials --format env)', OURS],
    needs: [LISTS_OURS],
  },
  "the keys of the project's role, fetched": {
    run: [
      'CREDS=$(curl -s 169.254.170.2$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI)',
      'export AWS_ACCESS_KEY_ID=$(echo $CREDS | jq -r .AccessKeyId)',
      OURS,
    ],
    needs: [LISTS_OURS],
  },
  'a login before the role': {
    run: [`aws ecr get-login-password | ${LOGIN}`, EXPORT, PUSH, THEIRS],
    needs: [...imageNeeds('push', 'app'), ASSUMES],
    said: [AS_ROLE],
  },
  'a login under the role': {
    run: [EXPORT, `aws ecr get-login-password | ${LOGIN}`, 'unset AWS_ACCESS_KEY_ID', PUSH],
    needs: [ASSUMES],
    said: [AS_ROLE],
  },
  'a password from before the role, given to docker after it': {
    run: [
      'PW=$(aws ecr get-login-password)',
      EXPORT,
      'aws ecr get-login-password',
      `echo $PW | ${LOGIN}`,
      PUSH,
    ],
    needs: [...imageNeeds('push', 'app'), ASSUMES],
    said: [AS_ROLE],
  },
  'a password of a profile': {
    run: [config(...DEPLOY), `aws ecr get-login-password --profile deploy | ${LOGIN}`, PUSH],
    needs: [ASSUMES],
    said: [AS_ROLE],
  },
  'a login of podman, which docker does not see': {
    run: [
      `aws ecr get-login-password | ${LOGIN}`,
      EXPORT,
      `aws ecr get-login-password | podman login -u AWS --password-stdin ${HOST}`,
      PUSH,
    ],
    needs: [...imageNeeds('push', 'app'), ASSUMES],
    said: [AS_ROLE],
  },
  'logins of podman, helm and crane': {
    run: [
      `podman login -u AWS -p $(aws ecr get-login-password) ${HOST}`,
      `aws ecr get-login-password | helm registry login -u AWS --password-stdin ${HOST}`,
      `aws ecr get-login-password | crane auth login -u AWS --password-stdin ${HOST}`,
      EXPORT,
      `podman push ${HOST}/app:1`,
      `crane tag ${HOST}/app:1 v2`,
      `helm push app-1.0.0.tgz oci://${HOST}/`,
    ],
    needs: [...imageNeeds('push', 'app'), ASSUMES],
  },
};

function expectOf({ run, needs, said = [] }: Case): void {
  const text = JSON.stringify({ version: '0.2', phases: { build: { commands: run } } });
  const answer = askedBy({ project: project(), build: null, text, script: () => null });
  expect(answer.asked).toEqual(needs.toSorted());
  expect(answer.said.filter((one, index) => said[index]?.test(one) !== true)).toEqual([]);
  expect(answer.said).toHaveLength(said.length);
}

describe('keys of another role that a build takes on by', () => {
  it.each(Object.entries(WAYS))('%s', (_way, run) => {
    expectOf({ run: [...run, THEIRS], needs: [ASSUMES], said: [AS_ROLE] });
  });

  it.each(Object.entries(WAYS).filter(([, run]) => run.some((line) => line.includes('AWS_ACCESS_KEY_ID'))))(
    '%s end with the key',
    (_way, run) => {
      const done = 'unset AWS_ACCESS_KEY_ID AWS_PROFILE';
      expectOf({ run: [...run, THEIRS, done, OURS], needs: [ASSUMES, LISTS_OURS], said: [AS_ROLE] });
    },
  );
});

describe('calls of a build', () => {
  it.each(Object.entries(CASES))('with %s', (_name, one) => {
    expectOf(one);
  });
});
