/** Every form in which people paste a build, each to the right project, build, account and region. */
import { describe, expect, it } from 'vitest';
import { readAddress } from '#tasks/address.ts';

const UUID = '8c2f1a3e-0f7e-4b0e-9d5a-3b1b7c9d2e4f';
const BUILD = `TrackerAPI:${UUID}`;
const HERE = { account: '290008131176', region: 'us-west-2' };
const REGION_ALONE = { account: null, region: 'us-west-2' };
const NOWHERE = { account: null, region: null };

const of = (build: string | null, place: object) => ({
  kind: 'project',
  project: 'TrackerAPI',
  build,
  ...place,
});
const pipeline = (execution: string | null, place: object) => ({
  kind: 'pipeline',
  pipeline: 'Ship',
  execution,
  ...place,
});

const ENCODED = `TrackerAPI%3A${UUID}`;
const CONSOLE = 'https://us-west-2.console.aws.amazon.com';
const SUITE = `${CONSOLE}/codesuite/codebuild/290008131176/projects/TrackerAPI`;
const GROUP = '$252Faws$252Fcodebuild$252FTrackerAPI';

const logGroup = (uuid: string | null, place: object) => ({
  kind: 'log-group',
  group: '/ci/shared',
  uuid,
  ...place,
});

describe('an address that a person pastes', () => {
  it.each([
    ['TrackerAPI', of(null, NOWHERE)],
    ['  TrackerAPI\n', of(null, NOWHERE)],
    ['/ci/shared', logGroup(null, NOWHERE)],
    [`/ci/shared:log-stream:web/${UUID}`, logGroup(UUID, NOWHERE)],
    ['arn:aws:logs:us-west-2:290008131176:log-group:/ci/shared:*', logGroup(null, HERE)],
    [`arn:aws:logs:us-west-2:290008131176:log-group:/ci/shared:log-stream:${UUID}`, logGroup(UUID, HERE)],
    [
      `${CONSOLE}/cloudwatch/home?region=us-west-2#logsV2:log-groups/log-group/$252Fci$252Fshared/log-events/web$252F${UUID}`,
      logGroup(UUID, REGION_ALONE),
    ],
    ['arn:aws:codebuild:us-west-2:290008131176:project/TrackerAPI', of(null, HERE)],
    [BUILD, of(BUILD, NOWHERE)],
    [`arn:aws:codebuild:us-west-2:290008131176:build/${BUILD}`, of(BUILD, HERE)],
    [`arn:aws:codebuild:us-west-2:290008131176:build-batch/${BUILD}`, of(BUILD, HERE)],
    [`${SUITE}/build/${ENCODED}/?region=us-west-2`, of(BUILD, HERE)],
    [`${SUITE}/build/${ENCODED}/log?region=us-west-2`, of(BUILD, HERE)],
    [`${SUITE}/batch/${ENCODED}/phase?region=us-west-2`, of(BUILD, HERE)],
    [`${SUITE}/build/${encodeURIComponent(ENCODED)}/log?region=us-west-2`, of(BUILD, HERE)],
    [encodeURIComponent(`${SUITE}/build/${ENCODED}/?region=us-west-2`), of(BUILD, HERE)],
    [`<${SUITE}/build/${ENCODED}/?region=us-west-2>`, of(BUILD, HERE)],
    [`${SUITE}/history?region=us-west-2&builds-meta=eyJmIjp7fX0`, of(null, HERE)],
    [SUITE, of(null, HERE)],
    [`${CONSOLE}/codesuite/codebuild/projects/TrackerAPI/details`, of(null, REGION_ALONE)],
    [
      `https://console.aws.amazon.com/codesuite/codebuild/projects/TrackerAPI?region=us-west-2`,
      of(null, REGION_ALONE),
    ],
    [
      `https://290008131176-abcd2efg.us-west-2.console.aws.amazon.com/codesuite/codebuild/projects/TrackerAPI`,
      of(null, HERE),
    ],
    [`${CONSOLE}/codebuild/home?region=us-west-2#/builds/${BUILD}/view/new`, of(BUILD, REGION_ALONE)],
    [`${CONSOLE}/codebuild/home?region=us-west-2#/projects/TrackerAPI/view`, of(null, REGION_ALONE)],
    [
      `${CONSOLE}/cloudwatch/home?region=us-west-2#logsV2:log-groups/log-group/${GROUP}/log-events/${UUID}`,
      of(BUILD, REGION_ALONE),
    ],
    [
      `${CONSOLE}/cloudwatch/home?region=us-west-2#logsV2:log-groups/log-group/${GROUP}`,
      of(null, REGION_ALONE),
    ],
    [
      `${CONSOLE}/cloudwatch/home?region=us-west-2#logEvent:group=/aws/codebuild/TrackerAPI;stream=${UUID}`,
      of(BUILD, REGION_ALONE),
    ],
    ['/aws/codebuild/TrackerAPI', of(null, NOWHERE)],
    [`arn:aws:logs:us-west-2:290008131176:log-group:/aws/codebuild/TrackerAPI:*`, of(null, HERE)],
    [
      `arn:aws:logs:us-west-2:290008131176:log-group:/aws/codebuild/TrackerAPI:log-stream:${UUID}`,
      of(BUILD, HERE),
    ],
    [
      `https://d-92670c3a.awsapps.com/start/#/console?account_id=290008131176&destination=${encodeURIComponent(`${SUITE}/build/${ENCODED}/?region=us-west-2`)}`,
      of(BUILD, HERE),
    ],
    [
      `https://us-gov-west-1.console.amazonaws-us-gov.com/codesuite/codebuild/290008131176/projects/TrackerAPI`,
      of(null, { ...HERE, region: 'us-gov-west-1' }),
    ],
    [
      `https://cn-north-1.console.amazonaws.cn/codesuite/codebuild/290008131176/projects/TrackerAPI`,
      of(null, { ...HERE, region: 'cn-north-1' }),
    ],
    [
      `https://eusc-de-east-1.console.amazonaws-eusc.eu/codesuite/codebuild/290008131176/projects/TrackerAPI`,
      of(null, { ...HERE, region: 'eusc-de-east-1' }),
    ],
    ['pipeline:Ship', pipeline(null, NOWHERE)],
    [`pipeline:Ship/${UUID}`, pipeline(UUID, NOWHERE)],
    ['arn:aws:codepipeline:us-west-2:290008131176:Ship', pipeline(null, HERE)],
    [
      `${CONSOLE}/codesuite/codepipeline/pipelines/Ship/executions/${UUID}/timeline?region=us-west-2`,
      pipeline(UUID, REGION_ALONE),
    ],
    [`${CONSOLE}/codesuite/codepipeline/pipelines/Ship/view?region=us-west-2`, pipeline(null, REGION_ALONE)],
  ])('%s', (text, expected) => {
    expect(readAddress(text)).toEqual({ ok: true, value: expected });
  });

  it.each([
    ['https://example.com/codesuite/codebuild/projects/TrackerAPI', 'not AWS'],
    ['https://console.aws.amazon.com.example.com/codesuite/codebuild/projects/X', 'not AWS'],
    ['https://evilconsole.aws.amazon.com/codesuite/codebuild/projects/X', 'not AWS'],
    [`${CONSOLE}/ecr/repositories`, 'the page is of no CodeBuild project'],
    [`${SUITE}/build/TrackerAPI/log`, 'the ID of its build is none'],
    ['https://%', 'no address'],
    ['arn:aws:s3:::bucket', 'the ARN of no project'],
    [`https://${'a'.repeat(5000)}`, 'more than 4096 characters'],
    [
      `https://x.awsapps.com/start/#/console?destination=${encodeURIComponent('https://x.awsapps.com/')}`,
      'not AWS',
    ],
  ])('%s is none', (text, why) => {
    const read = readAddress(text);
    expect(read.ok ? read.value : read.error).toContain(why);
  });
});
