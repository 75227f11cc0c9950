/** The permission matrix: needs down, layers across, each cell leading to the statement that decided it. */
import type { Layer } from '#iam/decision.ts';
import type { DiagnosisDocument, JudgedNeedDocument } from '#render/documents.ts';
import { type Cell, cellOf, CELLS, DECISIONS, metLayers } from '../cells.ts';
import { idOf, needId } from '../parts/link.ts';
import { CellMark } from '../parts/mark.tsx';
import { Section } from '../parts/section.tsx';
import { LAYER_FACTS } from '#catalog/layers.ts';
import { WAY } from '../words.ts';

/** A need with its place in the document. */
type Numbered = JudgedNeedDocument & { readonly index: number };

export function Matrix({ of: { needs }, page }: { readonly of: DiagnosisDocument; readonly page: string }) {
  const layers = metLayers(needs);
  const allowed = needs.filter(({ decision }) => decision === 'allowed').length;
  return (
    <Section id={idOf(page, 'matrix')} title="Permission matrix">
      {needs.length === 0 ? (
        <p>No need of the build is known.</p>
      ) : (
        <table class="matrix" role="table">
          <caption>
            What the build needs, and what each kind of policy says to it: {allowed} of {needs.length}{' '}
            allowed. Each cell leads to the statement that decided it.
          </caption>
          <thead role="rowgroup">
            <tr role="row">
              <th scope="col" role="columnheader">
                Need
              </th>
              {layers.map((layer) => (
                <th scope="col" role="columnheader">
                  {LAYER_FACTS[layer].heading}
                </th>
              ))}
              <th scope="col" role="columnheader">
                All together
              </th>
            </tr>
          </thead>
          {byResource(needs).map(([resource, group]) => (
            <Group resource={resource} needs={group} layers={layers} page={page} />
          ))}
        </table>
      )}
      <Legend layers={layers} needs={needs} />
    </Section>
  );
}

function byResource(
  needs: readonly JudgedNeedDocument[],
): readonly (readonly [string, readonly Numbered[]])[] {
  const groups = new Map<string, Numbered[]>();
  needs.forEach((need, index) => {
    const key = `${need.resource}${SUBJECTS[need.subject]}`;
    groups.set(key, [...(groups.get(key) ?? []), { ...need, index }]);
  });
  return [...groups];
}

/** Who asks, where it is not the role of the builds. */
export const SUBJECTS: Readonly<Record<JudgedNeedDocument['subject'], string>> = {
  'service-role': '',
  'batch-role': ', asked by the role of its batches',
  'codebuild-service': ', asked by CodeBuild itself',
};

interface GroupProps {
  readonly resource: string;
  readonly needs: readonly Numbered[];
  readonly layers: readonly Layer[];
  readonly page: string;
}

function Group({ resource, needs, layers, page }: GroupProps) {
  return (
    <tbody role="rowgroup">
      <tr role="row" class="resource">
        <th scope="rowgroup" role="rowheader" colSpan={layers.length + 2}>
          on <code>{resource}</code>
        </th>
      </tr>
      {needs.map((need) => (
        <tr role="row">
          <th scope="row" role="rowheader">
            <a href={`#${needId(page, need.index)}`}>{need.action}</a>
          </th>
          {layers.map((layer) => (
            <LayerCell need={need} layer={layer} page={page} />
          ))}
          <td role="cell">
            <span class="column">All together</span>
            <CellMark cell={DECISIONS[need.decision]} />
          </td>
        </tr>
      ))}
    </tbody>
  );
}

function LayerCell({
  need,
  layer,
  page,
}: {
  readonly need: Numbered;
  readonly layer: Layer;
  readonly page: string;
}) {
  const cell = cellOf(need, layer);
  return (
    <td role="cell" class={`cell-${cell}`}>
      <span class="column">{LAYER_FACTS[layer].heading}</span>
      <a class="cell" href={`#${needId(page, need.index, layer)}`}>
        <CellMark cell={cell} />
      </a>
    </td>
  );
}

function Legend({
  layers,
  needs,
}: {
  readonly layers: readonly Layer[];
  readonly needs: readonly JudgedNeedDocument[];
}) {
  const cells = (Object.keys(CELLS) as Cell[]).filter((cell) =>
    needs.some((need) => layers.some((layer) => cellOf(need, layer) === cell)),
  );
  const notMet = WAY.filter((layer) => !layers.includes(layer));
  return (
    <dl class="legend">
      {cells.map((cell) => (
        <div>
          <dt>
            <CellMark cell={cell} />
          </dt>
          <dd>{CELLS[cell].means}</dd>
        </div>
      ))}
      {layers.map((layer) => (
        <div>
          <dt>{LAYER_FACTS[layer].heading}</dt>
          <dd>{LAYER_FACTS[layer].is}</dd>
        </div>
      ))}
      {notMet.length === 0 ? null : (
        <div>
          <dt>Not asked for any need</dt>
          <dd>
            {notMet.map((layer) => LAYER_FACTS[layer].heading).join(', ')}: there is no policy of these kinds
          </dd>
        </div>
      )}
    </dl>
  );
}
