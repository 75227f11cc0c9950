/** Every wording by which a failed build says what is no worded denial. */
import { ERROR_CODE_WORDINGS } from './error-codes.ts';
import { AWS_WORDINGS } from './aws-wordings.ts';
import { BUILD_WORDINGS } from './build-wordings.ts';
import { INCIDENT_WORDINGS } from './incident-wordings.ts';
import { REGISTRY_WORDINGS } from './registry-wordings.ts';
import type { SymptomWording } from './wording.ts';

/** In the order in which they are tried: what is found is told in the order of the text. */
export const SYMPTOM_WORDINGS: readonly SymptomWording[] = [
  ...REGISTRY_WORDINGS,
  ...AWS_WORDINGS,
  ...BUILD_WORDINGS,
  ...INCIDENT_WORDINGS,
  ...ERROR_CODE_WORDINGS,
];
