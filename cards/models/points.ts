import type { PointsView } from '../../protocol/vmViews';
import type { PointFinding } from '../../services/backup/findings';
import { type Button, buttons, explainConsistency } from '../blocks/buttons';
import { type Line, line, pointLines } from '../blocks/lines';
import { type AsOfModel, asOfModel } from '../blocks/problem';
import { moreLines, type Row, rowsTried } from '../blocks/rows';
import type { DrawnList } from '../cardModel';
import { said, type Speaker } from '../text/speaker';
import { clientDateTime } from '../text/times';
import { coarseDuration, consistencyName, placeOf } from '../text/words';

export interface PointsModel extends AsOfModel {
  readonly title: string;
  readonly place: string;
  readonly empty: readonly Line[];
  readonly newestHeading: string;
  readonly newest: readonly Line[];
  readonly rowsHeading: string;
  readonly rows: readonly Row[];
  readonly more: readonly Line[];
  readonly actions: readonly Button[];
}

/** The newest point with what it is worth and why, the older ones in rows. */
export function drawPoints(view: PointsView, speaker: Speaker): DrawnList {
  const { item, points } = view;
  const [newest, ...older] = points;
  const vm = item.vm.name;
  return {
    rows: rowsTried(older.length),
    draw: (rows) => ({
      summary: summaryOf(view, speaker),
      model: {
        title: speaker.text('points.title', { vm }),
        place: placeOf(speaker, item),
        empty: newest ? [] : [line(speaker.text('point.none'))],
        newestHeading: speaker.text('points.newest'),
        newest: newest ? pointLines(speaker, newest) : [],
        rowsHeading: speaker.text('points.older'),
        rows: older.slice(0, rows).map((point) => pointRow(point, speaker)),
        more: moreLines(speaker, older.length - rows, 'points.narrow'),
        ...asOfModel(speaker, view),
        actions: buttons(speaker, [
          { title: speaker.line('button.status'), command: { kind: 'status', vm: item.id } },
          { title: speaker.line('button.jobs'), command: { kind: 'jobs', vm: item.id } },
          newest !== undefined && explainConsistency(speaker, newest.consistency.consistency),
        ]),
      } satisfies PointsModel,
    }),
  };
}

function pointRow({ point, consistency, held }: PointFinding, speaker: Speaker): Row {
  return {
    head: clientDateTime(point.at),
    sub: speaker.text('points.age', {
      age: said(coarseDuration(speaker, speaker.reader.now.getTime() - point.at.getTime())),
    }),
    right: consistencyName(speaker, consistency),
    rightSub: speaker.text(`held.${held}`),
  };
}

function summaryOf({ item, points }: PointsView, speaker: Speaker): string {
  const vm = item.vm.name;
  const [newest] = points;
  if (newest === undefined) return speaker.line('points.summaryNone', { vm });
  return speaker.line('points.summary', {
    vm,
    count: points.length,
    at: newest.point.at,
    consistency: said(consistencyName(speaker, newest.consistency, 'line')),
  });
}
