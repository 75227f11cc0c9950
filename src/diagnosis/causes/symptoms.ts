/** What the log shows beside worded denials: refusals for which no policy is at fault. */
import { isOfBuildImage } from './build-image.ts';
import { dockerDaemonCauses } from './docker-daemon.ts';
import { missingValueCauses } from './missing-values.ts';
import { isIncident, SYMPTOMS, type Symptom } from '#evidence/symptoms.ts';
import { denialsOf, type Facts, isDenied, makeFinding, symptomsOf } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { loginNext } from '../login-meanings.ts';
import { SYMPTOM_MEANINGS } from '../symptom-meanings.ts';

export function symptomCauses(facts: Facts): readonly Finding[] {
  return [
    ...SYMPTOMS.flatMap((symptom) => meant(facts, symptom)),
    ...dockerDaemonCauses(facts),
    ...notLoggedIn(facts),
  ];
}

function meant(facts: Facts, symptom: Symptom): readonly Finding[] {
  const meaning = isIncident(symptom) ? 'elsewhere' : SYMPTOM_MEANINGS[symptom];
  const evidence = symptomsOf(facts, symptom);
  if (typeof meaning === 'string' || evidence.length === 0) return [];
  // The account itself names what is not there.
  if (isMissingValue(symptom) && missingValueCauses(facts).length > 0) return [];
  // Which key, and at which layer, the need says.
  if (symptom === 'key-denied' && facts.needs.some((need) => isDenied(need) && /^kms:/i.test(need.action)))
    return [];
  const finding = makeFinding(facts, { ...meaning, evidence });
  return [symptom === 'tag-immutable' ? { ...finding, resources: immutableRepositories(facts) } : finding];
}

/** Which of the build's repositories let no tag be moved; exclusions are read as immutable too. */
function immutableRepositories({ snapshot }: Facts): readonly string[] {
  return Object.values(snapshot.repositories).flatMap((repository) =>
    repository.kind === 'known' && repository.value.tagMutability !== 'MUTABLE' ? [repository.value.arn] : [],
  );
}

const isMissingValue = (symptom: Symptom): boolean =>
  symptom === 'secret-missing' || symptom === 'parameter-missing';

/** A missing login counts only where the login was not itself denied. */
function notLoggedIn(facts: Facts): readonly Finding[] {
  const evidence = symptomsOf(facts, 'not-logged-in', 'login-refused', 'namespace-refused').filter(
    (one) => !isOfBuildImage(one),
  );
  if (evidence.length === 0 || tokenWasDenied(facts)) return [];
  return [
    makeFinding(facts, {
      code: 'not-logged-in',
      cause: 'the registry was asked without a login that is good for it',
      next: loginNext(evidence.flatMap(({ detail }) => detail['host'] ?? [])[0] ?? null),
      evidence,
    }),
  ];
}

function tokenWasDenied(facts: Facts): boolean {
  const isToken = (action: string | null): boolean => /:GetAuthorizationToken$/i.test(action ?? '');
  return (
    facts.needs.some((need) => isDenied(need) && isToken(need.action)) ||
    denialsOf(facts).some(({ denial }) => isToken(denial.action))
  );
}
