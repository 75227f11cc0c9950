/** Suppositions about anything but the role's permissions: what is not there, is full, lies in between, or was not made in time. */
import { unreachable } from '#basics/exhaustive.ts';
import { parseArn } from '#iam/arn.ts';
import { cacheRuleOf } from '#evidence/upstream-images.ts';
import { deniedBy, symptomsOf, unique } from '../facts.ts';
import type { Supposition, Tried } from './supposition.ts';
import { tryNeed } from './permissions.ts';

/** The repositories that the build addresses are not there. */
export const repositoryIsMissing: Supposition = ({ snapshot }, symptoms) => {
  const named = symptoms.flatMap(({ detail }) => detail['repository'] ?? []);
  const all = Object.entries(snapshot.repositories);
  const asked = all.filter(
    ([arn]) => named.length === 0 || named.some((name) => arn.endsWith(`repository/${name}`)),
  );
  return asked.map(([arn, repository]): Tried => {
    const supposition = `repository \`${arn}\` does not exist`;
    switch (repository.kind) {
      case 'absent':
        return { supposition, outcome: 'kept', because: 'ECR says that it does not' };
      case 'known':
        return { supposition, outcome: 'dropped', because: 'ECR says that it does' };
      case 'unreadable':
        return {
          supposition,
          outcome: 'open',
          because: `it could not be looked up: ${repository.problem.why}`,
        };
      default:
        return unreachable(repository);
    }
  });
};

/** A right that a pull-through cache hides: the answer then says that there is no such repository or image. */
export const cacheRightIsLacking: Supposition = (facts) => {
  const { snapshot, needs, evidence } = facts;
  const ruled = needs.filter(({ rule }) => rule === 'pull-through-cache');
  if (ruled.length > 0) return ruled.map((need) => tryNeed(facts, need));
  const supposition = 'a right to fetch the image through a pull-through cache is lacking';
  const rules = Object.values(snapshot.pullThroughCacheRules);
  if (rules.some(({ kind }) => kind === 'unreadable')) {
    return [{ supposition, outcome: 'open', because: 'the cache rules of the registry could not be read' }];
  }
  const pulled = evidence.flatMap((one) =>
    one.kind === 'use' && one.use.kind === 'image-pull' ? [one.use.repository] : [],
  );
  if (rules.length === 0) {
    return [{ supposition, outcome: 'open', because: 'the cache rules of no registry were read' }];
  }
  return pulled.some((repository) => cacheRuleOf(repository, snapshot) !== null)
    ? []
    : [
        {
          supposition,
          outcome: 'dropped',
          because: 'no pull-through cache rule takes in an image that the build pulls',
        },
      ];
};

/** Source: Amazon ECR User Guide, service-quotas: the answer to a push beyond the limit is the same 403. */
export const repositoryIsFull: Supposition = ({ snapshot, evidence }) => {
  const supposition = 'the repository holds as many images as its quota lets it';
  const recorded = evidence.find((one) => one.kind === 'symptom' && one.symptom === 'image-limit-reached');
  if (recorded !== undefined) {
    return [{ supposition, outcome: 'kept', because: `it was said so (${recorded.source.where})` }];
  }
  const isWhole = snapshot.trail.kind === 'known' && snapshot.trail.value.complete;
  return [
    isWhole
      ? {
          supposition,
          outcome: 'dropped',
          because: 'CloudTrail recorded no `LimitExceededException` of the build',
        }
      : {
          supposition,
          outcome: 'open',
          because: 'images were not counted, and CloudTrail was not read whole',
        },
  ];
};

/** Endpoint policies cannot be read from a project; only builds in a VPC meet one. */
export const endpointStops: Supposition = (facts) => {
  const supposition = 'a VPC endpoint policy stops the request';
  const stopped = deniedBy(facts, 'vpcEndpoint');
  if (stopped.length > 0) {
    const actions = unique(stopped.map(({ action }) => `\`${action}\``)).join(', ');
    return [{ supposition, outcome: 'kept', because: `AWS named that layer for ${actions}` }];
  }
  const isInVpc = facts.snapshot.project.vpc !== null && facts.snapshot.project.vpc.vpcId !== '';
  return [
    isInVpc
      ? {
          supposition,
          outcome: 'open',
          because: 'the project is in a VPC, whose endpoint policies are not read',
        }
      : { supposition, outcome: 'dropped', because: 'the project is in no VPC' },
  ];
};

/** A login for the registry is needed first, and only commands that were read can show one. */
export const loginIsMissing: Supposition = ({ evidence }) => {
  const supposition = 'no command logs in to the registry';
  const logins = evidence.filter(
    (one) => one.kind === 'use' && one.use.kind === 'registry-login' && !one.use.public,
  );
  const [first] = logins;
  if (first !== undefined)
    return [{ supposition, outcome: 'dropped', because: `${first.source.where} does` }];
  const isUnread = evidence.some(({ kind }) => kind === 'unresolved');
  return [
    isUnread
      ? { supposition, outcome: 'open', because: 'not every command could be read' }
      : { supposition, outcome: 'kept', because: 'none of the commands that were read does' },
  ];
};

/** Neither policies nor CloudTrail speak of what never arrived. */
export const networkFails: Supposition = (facts) => {
  const supposition = 'the connection to the registry breaks';
  const other = symptomsOf(facts, 'network');
  const [first] = other;
  if (first !== undefined)
    return [{ supposition, outcome: 'kept', because: `the log says so (${first.source.where})` }];
  return [{ supposition, outcome: 'open', because: 'nothing that was read speaks for or against it' }];
};

/** The account of the key's secret or parameter is known, the key is not. */
export const keyIsElsewhere: Supposition = ({ evidence, snapshot }) => {
  const keys = evidence.flatMap((one) =>
    one.kind === 'use' && one.use.kind === 'use-key' ? [one.use.keyArn] : [],
  );
  return unique(keys).map((key): Tried => {
    const region = parseArn(key)?.region;
    const supposition = `key \`${key}\` is in another region`;
    return region === snapshot.region
      ? { supposition, outcome: 'dropped', because: `it is in \`${snapshot.region}\`, as the project is` }
      : { supposition, outcome: 'kept', because: `the project is in \`${snapshot.region}\`` };
  });
};

/** A stream exists only from the phase PROVISIONING on. Source: CodeBuild API, BuildPhase and LogsLocation. */
export const streamWasNeverMade: Supposition = ({ snapshot }) => {
  if (snapshot.build.kind !== 'known') return [];
  const supposition = 'the build ended before its log stream was made';
  const failed = snapshot.build.value.phases.find(
    ({ status }) => status !== null && status !== 'SUCCEEDED' && status !== 'IN_PROGRESS',
  );
  if (failed === undefined)
    return [{ supposition, outcome: 'open', because: 'the build names no failed phase' }];
  const isEarly = ['SUBMITTED', 'QUEUED', 'PROVISIONING'].includes(failed.type);
  return [
    isEarly
      ? { supposition, outcome: 'kept', because: `it failed in phase ${failed.type}` }
      : { supposition, outcome: 'dropped', because: `it got as far as phase ${failed.type}` },
  ];
};

export const logIsSwitchedOff: Supposition = ({ snapshot }) => {
  const supposition = 'the project writes no log to CloudWatch';
  return [
    snapshot.project.logs.cloudWatch.enabled
      ? { supposition, outcome: 'dropped', because: 'its settings have CloudWatch logs on' }
      : { supposition, outcome: 'kept', because: 'its settings have CloudWatch logs off' },
  ];
};
