import { operationOf } from '../services/backup/operations';
import { type Banner, nextText, verdictBanner } from './banner';
import { type Button, buttons, tellButton } from './buttons';
import type { Drawn } from './drawn';
import { type Fact, fact } from './facts';
import { usualLines } from './past';
import { type Line, line } from './pointLines';
import { type AsOfModel, asOfModel } from './problem';
import { said, type Speaker } from './speak';
import { statusSummary } from './status';
import { zonedTime } from './times';
import type { SafeView } from './views';
import { placeOf } from './words';

export interface SafeModel extends AsOfModel {
  readonly title: string;
  readonly place: string;
  /** Said before the verdict. */
  readonly first: readonly Line[];
  readonly banner: Banner;
  readonly facts: readonly Fact[];
  readonly actions: readonly Button[];
}

/** The verdict for one VM. It speaks for the backup only: whether to change the VM, a person decides (WORDING.md). */
export function drawSafe(view: SafeView, speaker: Speaker): Drawn<SafeModel> {
  const { item, verdict, next, askedToRestart, told } = view;
  const { job } = verdict;
  return {
    summary: summaryOf(view, speaker),
    model: {
      title: speaker.text('name', { name: item.vm.name }),
      place: placeOf(speaker, item),
      first: askedToRestart ? [line(speaker.text('safe.noRestarts'))] : [],
      banner: bannerOf(view, speaker),
      facts: [fact(speaker, 'nextLabel', nextText(speaker, next))],
      ...asOfModel(speaker, view),
      actions: buttons(speaker, [
        { title: speaker.line('button.refresh'), command: { kind: 'safe', vm: item.id }, update: true },
        job !== null && { title: speaker.line('button.job'), command: { kind: 'job', id: job.id } },
        verdict.kind === 'wait' && job !== null && operationOf(job) === 'backup' && tellButton(speaker, job, told),
        { title: speaker.line('button.status'), command: { kind: 'status', vm: item.id } },
      ]),
    },
  };
}

/** While a snapshot is awaited: how long this VM's snapshots took. */
function bannerOf({ item, verdict, pastSnapshot }: SafeView, speaker: Speaker): Banner {
  const banner = verdictBanner(speaker, verdict, item);
  const awaited = verdict.reason === 'snapshotRunning' || verdict.reason === 'triggerPending';
  return awaited ? { ...banner, lines: [...banner.lines, ...usualLines(speaker, pastSnapshot)] } : banner;
}

function summaryOf({ item, verdict, next, askedToRestart }: SafeView, speaker: Speaker): string {
  const verdictLine = said(statusSummary(item, verdict, speaker));
  const scheduled =
    next === null || verdict.kind !== 'clear'
      ? ''
      : speaker.line('safe.summaryNext', {
          at: next.at,
          until: said(zonedTime(next.until, next.at, speaker.reader)),
        });
  return speaker.line(askedToRestart ? 'safe.summaryRestart' : 'safe.summary', {
    verdict: verdictLine,
    next: said(scheduled),
  });
}
