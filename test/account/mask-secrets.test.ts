import { describe, expect, test } from 'vitest';
import { maskSecrets, secretValues } from '#account/mask-secrets.ts';

const SECRET = 'hunter2-Zq9';

describe('what names a secret', () => {
  test.each([
    `aws secretsmanager put-secret-value --secret-id prod/db --secret-string ${SECRET}`,
    `aws secretsmanager create-secret --name a --secret-string="${SECRET} and more"`,
    `aws secretsmanager create-secret --secret-string '{"user":"u","password":"${SECRET}"}'`,
    `aws ssm put-parameter --name /a --value ${SECRET} --type SecureString`,
    `aws rds modify-db-instance --db-instance-identifier a --master-user-password ${SECRET}`,
    `docker login -u AWS -p ${SECRET} registry`,
    `docker login --username AWS --password ${SECRET} registry`,
    `curl -u user:${SECRET} https://example.org`,
    `export DB_PASSWORD=${SECRET}`,
    `GITHUB_TOKEN=${SECRET} npm publish`,
    `docker run -e "DB_PASSWORD=${SECRET} with space" image`,
    `docker build --build-arg NPM_TOKEN=${SECRET} .`,
    `AWS_SECRET_ACCESS_KEY='${SECRET}' aws s3 ls`,
    `AWS_ACCESS_KEY_ID=${SECRET}`,
    `    CLIENT_SECRET: ${SECRET}`,
    `{"SecretString":"${SECRET}"}`,
    `{\\"password\\":\\"${SECRET}\\"}`,
    `curl -H "Authorization: Bearer ${SECRET}" https://example.org`,
    `curl -H 'x-api-key: ${SECRET}' https://example.org`,
    `> Authorization: Basic ${SECRET}`,
    `GET https://b.s3.amazonaws.com/k?X-Amz-Date=1&X-Amz-Signature=${SECRET}&x=1`,
    `https://example.org/?access_token=${SECRET}`,
    `git clone https://user:${SECRET}@example.org/a.git`,
    `git clone https://${SECRET}${SECRET}@example.org/a.git`,
    `npm config set x github_pat_${SECRET.replace('-', '_')}0123456789`,
    `aws codebuild start-build --environment-variables-override name=A_TOKEN,value=${SECRET},type=PLAINTEXT`,
    `aws codebuild start-build --environment-variables-override '[{"name":"A_TOKEN","value":"${SECRET}"}]'`,
    `aws cloudformation deploy --parameters ParameterKey=DbPassword,ParameterValue=${SECRET}`,
    `{"ParameterKey": "DbPassword", "ParameterValue": "${SECRET}"}`,
    `mysql -h db -u app -p${SECRET} app`,
    `CREATE USER a IDENTIFIED BY '${SECRET}'`,
    `push failed (token: ${SECRET})`,
    `DB_PWD=${SECRET}`,
    `SIGNING_KEY=${SECRET}`,
    `npm_config__auth=${SECRET}`,
    `echo //registry.example.org/:_auth=${SECRET} > .npmrc`,
    `{"npm_config__auth": "${SECRET}"}`,
    `vault login hvs.${SECRET}0123456789`,
    `<SecretAccessKey>${SECRET}</SecretAccessKey>`,
    `-----BEGIN RSA PRIVATE KEY-----\n${SECRET}\n-----END`,
  ])('has it masked: %s', (text) => {
    expect(maskSecrets(text)).not.toContain(SECRET);
    expect(maskSecrets(text)).toContain('***');
    expect(maskSecrets(maskSecrets(text))).toBe(maskSecrets(text));
  });

  test.each([
    'aws ecr get-login-password --region us-west-2 | docker login --username AWS --password-stdin registry',
    'aws secretsmanager get-secret-value --secret-id prod/db',
    'aws secretsmanager put-secret-value --secret-id prod/db --secret-string "$NEW"',
    'arn:aws:secretsmanager:us-west-2:290008131176:secret:prod/db-AbCdEf',
    'TOKEN=$(aws ecr get-authorization-token --output text)',
    'export DB_SECRET_ARN=arn:aws:secretsmanager:us-west-2:290008131176:secret:prod/db',
    'SECRET_NAME=prod/db',
    'git clone https://user:$TOKEN@example.org/a.git',
    'curl -H "Authorization: Bearer $TOKEN" https://example.org',
    'AccessDenied: not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:us-west-2:1:secret:a',
    'denied: Your authorization token has expired. Reauthenticate and try again.',
    'docker build --secret id=npm,src=.npmrc .',
    '[ "$TOKEN" == "x" ]',
    'error parsing token: unexpected end',
    'cd $OLDPWD',
    'it is identified by arn:aws:sns:us-west-2:290008131176:topic',
    'ParameterKey=Stage,ParameterValue=prod',
    'npm_config_auth_type=legacy',
    'aws s3 sync dist s3://$npm_package_config_bucket',
  ])('is not found in: %s', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });

  test('is known by the name of the variable that holds it, and then masked wherever it stands', () => {
    const plain = (name: string, value: string) => ({ name, value, type: 'PLAINTEXT' }) as const;
    const known = secretValues([
      plain('DB_PASSWORD', SECRET),
      plain('DB_PASSWORD_OLD', `${SECRET}-old`),
      plain('SECRET_NAME', 'prod/database'),
      plain('USE_TOKEN', 'true'),
      plain('STAGE', 'production'),
      { name: 'API_TOKEN', value: 'prod/token-name', type: 'SECRETS_MANAGER' },
    ]);
    expect(known).toEqual([`${SECRET}-old`, SECRET]);
    expect(maskSecrets(`no entry for ${SECRET} or ${SECRET}-old in production`, known)).toBe(
      'no entry for *** or *** in production',
    );
  });

  test('is looked for in time that grows with the text', () => {
    for (const piece of [
      'a',
      'token',
      'password=',
      '?code=',
      '"token":"',
      '://a:',
      ' --value ',
      'login -p ',
      'mysql -p',
      'token: 1',
      '<token>',
      '<token',
      'identified by ',
      'name=token,value=',
      '"name":"token","value":"',
    ]) {
      const text = piece.repeat(200_000 / piece.length);
      const start = performance.now();
      maskSecrets(text);
      expect(performance.now() - start, piece).toBeLessThan(8000);
    }
  });
});
