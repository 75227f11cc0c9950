/** What a command asks for beside what it names first: the keys it writes under, and what runs another command. */
import { describe, expect, it } from 'vitest';
import { askedBy, imageNeeds } from '../needs/asked.ts';
import { project } from './project.ts';

function read(command: string) {
  const text = JSON.stringify({ version: '0.2', phases: { build: { commands: [command] } } });
  return askedBy({ project: project(), build: null, text, script: () => null });
}

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const PUSH = 'docker push 111122223333.dkr.ecr.us-west-2.amazonaws.com/app';
const pushed = imageNeeds('push', 'app').toSorted();

describe('`aws s3` that encrypts', () => {
  it.each(['cp a.zip s3://releases/a.zip', 'mv a.zip s3://releases/a.zip'])(
    'asks for the key: %s',
    (command) => {
      const { asked, said } = read(`aws s3 ${command} --sse aws:kms --sse-kms-key-id ${KEY}`);
      expect(said).toEqual([]);
      expect(asked).toEqual([
        `kms:Decrypt ${KEY}`,
        `kms:GenerateDataKey ${KEY}`,
        's3:PutObject arn:aws:s3:::releases/a.zip',
      ]);
    },
  );

  it('says that a key is not known by its alias', () => {
    const { asked, said } = read(
      'aws s3 cp a.zip s3://releases/a.zip --sse aws:kms --sse-kms-key-id alias/releases',
    );
    expect(asked).toEqual(['s3:PutObject arn:aws:s3:::releases/a.zip']);
    expect(said.join()).toMatch(/the key that `--sse-kms-key-id` names is not known/);
  });

  it('asks for no key to read', () => {
    expect(read('aws s3 cp s3://releases/a.zip . --sse aws:kms').asked).toEqual([
      's3:GetObject arn:aws:s3:::releases/a.zip',
    ]);
  });
});

it('an index of DynamoDB is asked about by its own ARN', () => {
  const table = 'arn:aws:dynamodb:us-west-2:111122223333:table/t';
  expect(read('aws dynamodb query --table-name t --index-name by-date').asked).toEqual([
    `dynamodb:Query ${table}/index/by-date`,
  ]);
  expect(read('aws dynamodb scan --table-name t').asked).toEqual([`dynamodb:Scan ${table}`]);
});

it('`aws s3 ls` alone lists the buckets, and `rb --force` empties the bucket', () => {
  expect(read('aws s3 ls').asked).toEqual(['s3:ListAllMyBuckets *']);
  expect(read('aws s3 rb s3://old --force').asked).toEqual([
    's3:DeleteBucket arn:aws:s3:::old',
    's3:DeleteObject arn:aws:s3:::old/*',
    's3:ListBucket arn:aws:s3:::old',
  ]);
});

describe('a command that runs another', () => {
  it.each([`retry ${PUSH}`, `retry 3 ${PUSH}`, `retry -t 3 -- ${PUSH}`])(
    'is looked through: %s',
    (command) => {
      expect(read(command)).toEqual({ asked: pushed, said: [] });
    },
  );

  it('is said where it asks AWS for something itself', () => {
    const { asked, said } = read(`chamber exec app -- ${PUSH}`);
    expect(asked).toEqual(pushed);
    expect(said.join()).toMatch(/`chamber`: which parameters or secrets it reads/);
  });
});

it('`aws logs tail` filters the events of its group', () => {
  expect(read('aws logs tail /ecs/web --since 1h')).toEqual({
    asked: ['logs:FilterLogEvents arn:aws:logs:us-west-2:111122223333:log-group:/ecs/web:*'],
    said: [],
  });
});
