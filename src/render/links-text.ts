/** Where to look on: the build with its log and the role in AWS's console, and what each finding means. */
import { nameInArn } from '#iam/arn.ts';
import { isBatch } from '#account/snapshot.ts';
import type { FindingCode } from '#diagnosis/codes.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import { buildLink, buildLogLink, roleLink } from './emit/console-links.ts';
import { plain } from './paint.ts';
import type { Page } from './page.ts';
import { row } from './page.ts';

const PAGES = 2;

export function linkLines({ snapshot, findings }: Diagnosis, page: Page): readonly string[] {
  const { partition, account, region, build } = snapshot;
  const { name, arn, serviceRole } = snapshot.project;
  const place = { name, arn, account, region, partition };
  const role = nameInArn(serviceRole);
  const id = build.kind === 'known' && !isBatch(build.value) ? build.value.id : null;
  const codes = [...new Set(findings.map(({ code }) => code))].slice(0, PAGES);
  const { link } = page.paint;
  const isPlain = link === plain.link;
  const links = [
    ...(id === null
      ? []
      : isPlain
        ? [['build', buildLink(place, id)] as const]
        : [['build', buildLink(place, id)] as const, ['log', buildLogLink(place, id)] as const]),
    ['role', roleLink(place, role)] as const,
  ];
  return [
    ...(isPlain
      ? links.map(([label, address]) => row(label === 'build' ? 'log' : 'console', address, page))
      : [row('links', links.map(([label, address]) => link(label, address)).join(' · '), page)]),
    ...codes.map((code) => row('meaning', meaningOf(code, page), page)),
  ];
}

/** The command shows the page anywhere; a terminal that takes links leads to it. */
function meaningOf(code: FindingCode, { paint, findingAt }: Page): string {
  const address = paint.link === plain.link ? null : (findingAt?.(code) ?? null);
  return `rolemend explain ${address === null ? code : paint.link(code, address)}`;
}
