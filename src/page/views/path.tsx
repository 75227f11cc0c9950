/** The way of a request from who asks through each layer to the resource, and where it stops. */
import { counted } from '#basics/counted.ts';
import type { Layer } from '#iam/decision.ts';
import type { DiagnosisDocument, JudgedNeedDocument } from '#render/documents.ts';
import { type Cell, cellOf, CELLS, metLayers } from '../cells.ts';
import { idOf, needId } from '../parts/link.ts';
import { Section } from '../parts/section.tsx';
import { LAYER_FACTS } from '#catalog/layers.ts';
import { SUBJECTS } from './matrix.tsx';

interface Props {
  readonly of: DiagnosisDocument;
  readonly page: string;
}

/** Needs that go the same way. */
interface Way {
  readonly subject: JudgedNeedDocument['subject'];
  readonly stations: readonly (readonly [layer: Layer, cell: Cell])[];
  readonly needs: readonly (JudgedNeedDocument & { readonly index: number })[];
}

export function Paths({ of, page }: Props) {
  const ways = waysOf(of.needs);
  if (ways.length === 0) return null;
  return (
    <Section id={idOf(page, 'path')} title="The way of each request">
      <div class="paths">
        {ways.map((way, index) => (
          <Path way={way} of={of} page={page} id={idOf(page, 'path', index)} />
        ))}
      </div>
    </Section>
  );
}

/** Those that do not arrive come first. */
function waysOf(needs: readonly JudgedNeedDocument[]): readonly Way[] {
  const ways = new Map<string, Way>();
  needs.forEach((need, index) => {
    const stations = metLayers([need]).map((layer) => [layer, cellOf(need, layer)] as const);
    const key = JSON.stringify([need.subject, stations, need.decision === 'allowed']);
    const before = ways.get(key)?.needs ?? [];
    ways.set(key, { subject: need.subject, stations, needs: [...before, { ...need, index }] });
  });
  const order = ({ needs: [need] }: Way): number =>
    need?.decision === 'allowed' ? 2 : need?.decision === 'unknown' ? 1 : 0;
  return [...ways.values()].sort((one, other) => order(one) - order(other));
}

function Path({ way, of, page, id }: Props & { readonly way: Way; readonly id: string }) {
  const resources = [...new Set(way.needs.map(({ resource }) => resource))];
  return (
    <figure class="path card">
      <Picture way={way} from={askerOf(way, of)} to={resources} id={id} />
      <figcaption>
        <p>
          {counted(way.needs.length, 'request')}
          {SUBJECTS[way.subject]}:{' '}
          {way.needs.length > 1 && isAllowed(way) ? 'they arrive at the resource' : told(way)}
        </p>
        <ul class="plain">
          {way.needs.map(({ action, index }) => (
            <li>
              <a href={`#${needId(page, index)}`}>{action}</a>
            </li>
          ))}
        </ul>
        <p class="quiet">
          on{' '}
          {resources.map((resource, index) => (
            <>
              {index === 0 ? '' : ', '}
              <code>{resource}</code>
            </>
          ))}
        </p>
      </figcaption>
    </figure>
  );
}

function askerOf({ subject }: Way, { role, batchRole }: DiagnosisDocument): string {
  if (subject === 'codebuild-service') return 'codebuild.amazonaws.com';
  const arn = subject === 'batch-role' ? (batchRole?.arn ?? role.arn) : role.arn;
  return arn.slice(arn.lastIndexOf('/') + 1);
}

const isStop = (cell: Cell): boolean => cell === 'denied';
const isDoubt = (cell: Cell): boolean => cell === 'unread' || cell === 'open';

const isAllowed = ({ needs: [need] }: Way): boolean => need?.decision === 'allowed';

/** The picture in a sentence. */
function told({ stations, needs: [need] }: Way): string {
  const names = (some: (cell: Cell) => boolean): string =>
    stations
      .filter(([, cell]) => some(cell))
      .map(([layer]) => LAYER_FACTS[layer].heading)
      .join(' and ');
  if (need?.decision === 'allowed') return 'arrives at the resource';
  if (stations.some(([, cell]) => isStop(cell))) return `stopped at ${names(isStop)}`;
  return `whether it arrives is not known${names(isDoubt) === '' ? '' : `; in doubt at ${names(isDoubt)}`}`;
}

const [WIDTH, BOX, GAP] = [300, 46, 26];

interface PictureProps {
  readonly way: Way;
  readonly from: string;
  readonly to: readonly string[];
  readonly id: string;
}

function Picture({ way, from, to, id }: PictureProps) {
  const [target = ''] = to;
  const stop = way.stations.findIndex(([, cell]) => isStop(cell));
  const doubt = way.stations.findIndex(([, cell]) => isDoubt(cell));
  const isThere = isAllowed(way);
  const end =
    to.length > 1
      ? counted(to.length, 'resource')
      : target === '*'
        ? 'no resource of its own (*)'
        : lastOf(target);
  const height = (way.stations.length + 2) * (BOX + GAP) - GAP + 4;
  const reached = (index: number): 'good' | 'unsure' | 'never' =>
    stop >= 0 && index > stop ? 'never' : !isThere && doubt >= 0 && index > doubt ? 'unsure' : 'good';
  const last = way.stations.length;
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${height}`}
      width={WIDTH}
      height={height}
      role="img"
      aria-labelledby={`${id}-told`}
    >
      <title id={`${id}-told`}>
        {`From ${from} to ${end}: ${way.stations.map(([layer, cell]) => `${LAYER_FACTS[layer].heading}: ${CELLS[cell].word}`).join('; ')}. The request ${told(way)}.`}
      </title>
      <Station at={0} kind="end" title="Asked by" text={from} />
      {way.stations.map(([layer, cell], index) => (
        <>
          <Line to={index + 1} kind={reached(index)} />
          <Station
            at={index + 1}
            kind={cell}
            title={LAYER_FACTS[layer].heading}
            text={`${CELLS[cell].mark} ${CELLS[cell].word}${index === stop ? ': the request stops here' : ''}`}
          />
        </>
      ))}
      <Line to={last + 1} kind={isThere ? 'good' : reached(last)} />
      <Station
        at={last + 1}
        kind={stop >= 0 ? 'never end' : 'end'}
        title={stop >= 0 ? 'Not reached' : 'Asked for'}
        text={end}
      />
    </svg>
  );
}

const lastOf = (arn: string): string => arn.split(':').slice(5).join(':') || arn;

const topOf = (place: number): number => 2 + place * (BOX + GAP);

function Line({ to, kind }: { readonly to: number; readonly kind: string }) {
  const middle = WIDTH / 2;
  const [from, end] = [topOf(to) - GAP, topOf(to)];
  return (
    <g class={`line ${kind}`}>
      <line x1={middle} y1={from} x2={middle} y2={end - 6} />
      <path d={`M ${middle - 5} ${end - 8} L ${middle} ${end - 1} L ${middle + 5} ${end - 8} Z`} />
    </g>
  );
}

const LONGEST = 38;

interface StationProps {
  readonly at: number;
  readonly kind: string;
  readonly title: string;
  readonly text: string;
}

function Station({ at, kind, title, text }: StationProps) {
  const top = topOf(at);
  const short = text.length > LONGEST ? `${text.slice(0, 18)}…${text.slice(18 + 1 - LONGEST)}` : text;
  return (
    <g class={`station ${kind}`}>
      <rect x="2" y={top} width={WIDTH - 4} height={BOX} rx="6" />
      <text x="14" y={top + 18} class="title">
        {title}
      </text>
      <text x="14" y={top + 36}>
        {short}
      </text>
    </g>
  );
}
