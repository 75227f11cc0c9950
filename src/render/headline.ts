/** What is red, and why, each in a line: the fullest wording that the terminal has room for. */
import { counted } from '#basics/counted.ts';
import { failedPhase } from '#account/build-status.ts';
import { isBatch } from '#account/snapshot.ts';
import { unreachable } from '#basics/exhaustive.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import { fitting, type Page } from './page.ts';
import { safeLine } from './terminal-text.ts';

/** `✗ TrackerAPI: build #1 failed in PRE_BUILD` */
export function headline(diagnosis: Diagnosis, page: Page): string {
  const { snapshot, verdict } = diagnosis;
  const { paint } = page;
  const name = safeLine(snapshot.project.name);
  const mark = { healthy: paint.good('✓'), blocked: paint.bad('✗'), unknown: paint.warn('?') }[verdict];
  const said = wordings(diagnosis).map((text) => `${name}: ${text}`);
  // The mark takes less than a label.
  return `${mark} ${paint.bold(fitting(said, { columns: page.columns + 8 }))}`;
}

function wordings({ snapshot, verdict }: Diagnosis): readonly string[] {
  const { build } = snapshot;
  if (build.kind !== 'known')
    return [
      {
        healthy: 'not built yet, and nothing stands in the way',
        blocked: 'not built yet, and the first build would fail',
        unknown: 'not built yet, and how it would go is not known',
      }[verdict],
    ];
  const { number, status } = build.value;
  const which = `${isBatch(build.value) ? 'batch' : 'build'}${number === null ? '' : ` #${number}`}`;
  if (status === 'SUCCEEDED')
    return {
      healthy: [`${which} went well, and so should the next`, `${which} went well`],
      blocked: [`${which} went well, the next would fail`, `the build after #${number} would fail`],
      unknown: [`${which} went well, the next may not`],
    }[verdict];
  const how = status === 'STOPPED' ? 'was stopped' : status === 'TIMED_OUT' ? 'timed out' : 'failed';
  const phase = failedPhase(build.value);
  const where = phase === undefined ? '' : ` in ${phase.type}`;
  const next = verdict === 'healthy' ? ', nothing stops the next' : '';
  return [`${which} ${how}${where}${next}`, `${which} ${how}${next}`];
}

/** Why, in a line; what the first cause is, and how many more there are. */
export function whySentence(diagnosis: Diagnosis, page: Page): string {
  const { findings, needs, verdict, unreadable } = diagnosis;
  const [first, ...others] = findings;
  const all = needs.length;
  if (first === undefined) {
    switch (verdict) {
      case 'healthy':
        return fitting(
          all === 1
            ? ['the permission that the build needs is allowed']
            : [`all ${all} permissions that the build needs are allowed`, `all ${all} permissions are there`],
          page,
        );
      case 'blocked':
      case 'unknown':
        return fitting(
          [
            `${counted(unreadable.length, 'thing')} could not be read that it may depend on, listed below`,
            `${counted(unreadable.length, 'thing')} could not be read`,
          ],
          page,
        );
      default:
        return unreachable(verdict);
    }
  }
  const count = needs.filter(
    ({ action, resource, decision }) =>
      first.actions.includes(action) && first.resources.includes(resource) && decision.decision !== 'allowed',
  ).length;
  const more = others.length === 0 ? '' : `; and ${counted(others.length, 'more cause')}, below`;
  if (first.code === 'identity-allow-missing')
    return fitting(
      [
        `its role lacks ${count} of the ${all} permissions that the build needs${more}`,
        `its role lacks ${counted(count, 'permission')}${more}`,
        `its role lacks ${counted(count, 'permission')}`,
      ],
      page,
    );
  const title = safeLine(first.title);
  const part = count === 0 ? '' : ` (${count} of the ${all} permissions that the build needs)`;
  const brief = count === 0 ? '' : ` (${count} of ${all} permissions)`;
  return fitting([`${title}${part}${more}`, `${title}${brief}${more}`, `${title}${more}`, title], page);
}
