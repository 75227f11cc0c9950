import type { Plan } from '#plan/plan.ts';
import { planJson } from '../diagnosis-json.ts';
import { safeJson } from '../safe-json.ts';

/** The plan as data: what stands under `plan` in the JSON of `fix`. */
export const emitJson = (plan: Plan): string => `${safeJson(planJson(plan), 2)}\n`;
