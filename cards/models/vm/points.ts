import type { PointsView } from '../../../protocol/vmViews';
import type { PointFinding } from '../../../services/backup/findings';
import { asOfModel } from '../../blocks/asOf';
import { buttons, explainConsistencyButton } from '../../blocks/buttons';
import { line } from '../../blocks/line';
import { pointLines } from '../../blocks/recoveryPoint';
import { type ListRow, moreLines } from '../../blocks/rows';
import { type ListModel, listModel } from '../../cardModel';
import { coarseDuration } from '../../text/durations';
import { type Speaker, verbatim } from '../../text/speaker';
import { clientDateTime } from '../../text/times';
import { consistencyName, itemPlace } from '../../text/words';

/** The newest recovery point with its consistency and the reason for it; older ones in rows. */
export function pointsModel(view: PointsView, speaker: Speaker): ListModel {
  const { item, points } = view;
  const [newest, ...older] = points;
  const vm = item.vm.name;
  return listModel(older.length, (rows) => ({
    summary: summaryOf(view, speaker),
    model: {
      title: speaker.text('points.title', { vm }),
      place: itemPlace(speaker, item),
      empty: newest ? [] : [line(speaker.text('point.none'))],
      newestHeading: speaker.text('points.newest'),
      newest: newest ? pointLines(speaker, newest) : [],
      rowsHeading: speaker.text('points.older'),
      rows: older.slice(0, rows).map((point) => pointRow(point, speaker)),
      more: moreLines(speaker, older.length - rows, 'points.narrow'),
      ...asOfModel(speaker, view),
      actions: buttons(speaker, [
        { title: speaker.plain('button.status'), command: { kind: 'status', vm: item.id } },
        { title: speaker.plain('button.jobs'), command: { kind: 'jobs', vm: item.id } },
        newest !== undefined && explainConsistencyButton(speaker, newest.consistency.consistency),
      ]),
    },
  }));
}

function pointRow({ point, consistency, held }: PointFinding, speaker: Speaker): ListRow {
  return {
    head: clientDateTime(point.at),
    sub: speaker.text('points.age', {
      age: verbatim(coarseDuration(speaker, speaker.reader.now.getTime() - point.at.getTime())),
    }),
    right: consistencyName(speaker, consistency),
    rightSub: speaker.text(`held.${held}`),
  };
}

function summaryOf({ item, points }: PointsView, speaker: Speaker): string {
  const vm = item.vm.name;
  const [newest] = points;
  if (newest === undefined) return speaker.plain('points.summaryNone', { vm });
  return speaker.plain('points.summary', {
    vm,
    count: points.length,
    at: newest.point.at,
    consistency: verbatim(consistencyName(speaker, newest.consistency, 'plain')),
  });
}
