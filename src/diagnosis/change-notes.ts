/**
 * Who changed what the build hangs on. Comes in: a snapshot. Goes out: notes on the settings that differ, one by one, on who started the
 * build, who last changed its project, and what was changed since the last green build. Never: a value of a setting.
 */
import type { Snapshot } from '#account/snapshot.ts';
import { type Difference, provenanceOf } from '#evidence/provenance.ts';
import type { RecordedCall } from '#evidence/recorded-calls.ts';
import type { SinceGreen } from '#evidence/since-green.ts';
import { quoteList } from './facts.ts';

const NAMED = 6;

/** Each setting that the build ran with and the project does not have, with how that came. */
export function howItCame(snapshot: Snapshot): readonly string[] {
  return provenanceOf(snapshot).differences.map(
    (one) => `\`${one.setting}\` differs from the project's, ${HOW[one.because](one)}`,
  );
}

const HOW: Readonly<Record<Difference['because'], (one: Difference) => string>> = {
  override: () => 'its start overrode it',
  'changed-since': ({ call }) =>
    call === null ? 'the project was changed since' : `\`${call.by}\` set the project's at ${call.at}`,
  unknown: () => 'by its start or a later change of the project: which is not known',
};

export function changeNotes(snapshot: Snapshot): readonly string[] {
  const { startedBy, lastChange, differences, sinceGreen } = provenanceOf(snapshot);
  return [
    ...(startedBy === null || differences.length === 0
      ? []
      : [`the build was started by \`${startedBy.by}\` with ${what(startedBy)}`]),
    ...(lastChange === null
      ? []
      : [`the project's last change set ${what(lastChange)}, by \`${lastChange.by}\` at ${lastChange.at}`]),
    ...(sinceGreen === null ? [] : greenNotes(sinceGreen)),
  ];
}

const what = ({ sets }: RecordedCall): string =>
  sets.length === 0 ? 'nothing of its own' : quoteList(sets, NAMED);

function greenNotes({ build, settings, calls, complete }: SinceGreen): readonly string[] {
  const since = `since the last green build, #${build.number ?? build.id} of ${build.startedAt ?? 'a time not known'}`;
  const shown = calls.slice(0, NAMED).map(callText);
  const more = calls.length > NAMED ? [`${calls.length - NAMED} calls before`] : [];
  return [
    ...(settings.length === 0
      ? []
      : [`${since}, the project was set otherwise: ${quoteList(settings, NAMED)}`]),
    ...(calls.length === 0
      ? []
      : [
          `${since}, CloudTrail recorded: ${[...shown, ...more].join('; ')}${complete ? '' : '; there may be more'}`,
        ]),
  ];
}

function callText({ operation, by, at, on, sets }: RecordedCall): string {
  const set = operation === 'UpdateProject' && sets.length > 0 ? ` (${quoteList(sets, NAMED)})` : '';
  return `\`${operation}\` of \`${on}\`${set} by \`${by}\` at ${at}`;
}
