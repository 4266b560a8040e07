import type { Verdict } from '../../services/backup/findings';
import { snapshotTask } from '../../services/backup/phase';
import type { ProtectedItem } from '../../services/backup/types';
import { coarseDuration } from '../text/durations';
import { type Speaker, verbatim } from '../text/speaker';
import { clientTime } from '../text/times';
import { type CardLine, line } from './line';

/** The coloured block at the top of a card: whether to wait. Its words repeat what the colour says. */
export interface Banner {
  readonly style: 'good' | 'warning' | 'attention' | 'accent' | 'emphasis';
  readonly headline: string;
  readonly lines: readonly CardLine[];
}

const STYLES: Readonly<Record<Verdict['kind'], Banner['style']>> = {
  wait: 'warning',
  clear: 'good',
  unknown: 'attention',
};

/** The banner of a VM's verdict: wait, clear or unknown, with the reason. */
export function verdictBanner(speaker: Speaker, verdict: Verdict, { vm }: ProtectedItem): Banner {
  const reason = reasonText(speaker, verdict, vm.name);
  return {
    style: STYLES[verdict.kind],
    headline: speaker.text('verdict.headline', {
      verdict: verbatim(speaker.text(`verdict.${verdict.kind}`)),
      reason: verbatim(reason),
    }),
    lines: detailLines(speaker, verdict, vm.name),
  };
}

function reasonText(speaker: Speaker, verdict: Verdict, vm: string): string {
  const { reason, job } = verdict;
  if (reason !== 'snapshotRunning') return speaker.text(`verdict.${reason}`, { vm });
  // `job` is null if the reader may not see it; then only the start of its snapshot is known.
  const running = job === null ? verdict.since !== null : snapshotTask(job)?.state === 'inProgress';
  return running
    ? speaker.text('verdict.snapshotRunning', { since: verbatim(sinceText(speaker, verdict.since)) })
    : speaker.text('verdict.snapshotQueued');
}

/** ` (since 02:05, 6 min)`; '' if the start is not known. */
export function sinceText(speaker: Speaker, since: Date | null): string {
  if (since === null) return '';
  const { now } = speaker.reader;
  const ran = coarseDuration(speaker, now.getTime() - since.getTime());
  return speaker.text('verdict.since', { at: verbatim(clientTime(since, now)), for: verbatim(ran) });
}

function detailLines(speaker: Speaker, { kind, reason, at }: Verdict, vm: string): CardLine[] {
  if (kind === 'wait') return [line(speaker.text('verdict.hold', { vm }))];
  if (kind === 'clear') {
    return [
      ...(reason === 'snapshotDone' ? [line(speaker.text('verdict.keepVm'))] : []),
      ...(at ? [line(speaker.text('verdict.checked', { at }))] : []),
    ];
  }
  const last = at ? speaker.text('verdict.lastRead', { at }) : '';
  return [line(speaker.text('verdict.treatAsWait', { last: verbatim(last) }))];
}
