import type { StartedView } from '../../../protocol/jobViews';
import { asOfModel } from '../../blocks/asOf';
import { buttons } from '../../blocks/buttons';
import { retentionFact } from '../../blocks/facts';
import { line } from '../../blocks/line';
import { usualSnapshotLines } from '../../blocks/pastDurations';
import { waitLines } from '../../blocks/waitHint';
import type { CardModel } from '../../cardModel';
import { type Speaker, verbatim } from '../../text/speaker';
import { askedByText, itemPlace, joined } from '../../text/words';

/** The first card of a backup, from the trigger's answer alone. Its tasks are not known yet. */
export function startedModel(view: StartedView, speaker: Speaker): CardModel {
  const { item, jobId, askedBy, retainUntil, told } = view;
  const summary = jobId === null ? 'started.summaryPending' : 'started.summary';
  const vm = item.vm.name;
  return {
    summary: speaker.plain(told ? summary : `${summary}Untold`, { vm }),
    model: {
      title: speaker.text('job.title', { vm, operation: verbatim(speaker.text('operation.Backup')) }),
      place: joined(speaker, [
        itemPlace(speaker, item),
        askedBy === null && retainUntil === null ? '' : speaker.text('job.onDemand'),
        askedByText(speaker, askedBy),
      ]),
      first: [],
      banner: {
        style: 'warning',
        headline: speaker.text(jobId === null ? 'started.bannerPending' : 'started.banner'),
        lines: [
          ...waitLines(speaker, vm, view),
          ...(jobId === null ? [line(speaker.text('started.pending'))] : []),
          ...usualSnapshotLines(speaker, view.pastSnapshots),
        ],
      },
      facts: retainUntil === null ? [] : [retentionFact(speaker, retainUntil)],
      ...asOfModel(speaker, view),
      actions: buttons(speaker, [
        jobId === null
          ? { title: speaker.plain('button.status'), command: { kind: 'status', vm: item.id } }
          : { title: speaker.plain('button.refresh'), command: { kind: 'job', id: jobId }, update: true },
        { title: speaker.plain('button.jobs'), command: { kind: 'jobs', vm: item.id } },
      ]),
    },
  };
}
