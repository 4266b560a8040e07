import type { FailuresView } from '../../protocol/noticeViews';
import type { FailedVm } from '../../services/notify/failureCard';
import type { Banner } from '../blocks/banner';
import { type Button, buttons } from '../blocks/buttons';
import { type Line, line } from '../blocks/lines';
import { nightLines, timesText } from '../blocks/nightLine';
import { type AsOfModel, asOfModel } from '../blocks/problem';
import { moreLines, pressed, type PressedRow, rowsTried } from '../blocks/rows';
import type { DrawnList } from '../cardModel';
import { said, type Speaker } from '../text/speaker';
import { clientListTime } from '../text/times';

export interface FailuresModel extends AsOfModel {
  readonly title: string;
  readonly banner: Banner;
  readonly rows: readonly PressedRow[];
  readonly more: readonly Line[];
  readonly night: readonly Line[];
  readonly actions: readonly Button[];
}

/** Names in a toast; the others are counted. */
const NAMED_MAX = 3;

/** Several VMs whose backups ended with one code, each with what came of it since. */
export function drawFailures(view: FailuresView, speaker: Speaker): DrawnList {
  const { vms, more, code } = view.failures;
  return {
    rows: rowsTried(vms.length),
    draw: (rows) => ({
      summary: summaryOf(view, speaker),
      model: {
        title: speaker.text(view.state === 'failed' ? 'failures.title' : 'failures.titleWarnings', {
          count: vms.length + more,
        }),
        banner: bannerOf(view, speaker),
        rows: vms.slice(0, rows).map((vm) => rowOf(vm, view, speaker)),
        more: moreLines(speaker, vms.length - rows + more, 'failures.narrow'),
        night: nightLines(speaker, view.night),
        ...asOfModel(speaker, view),
        actions: buttons(speaker, [
          { title: speaker.line('button.explain'), command: { kind: 'explain', topic: view.advice?.code ?? code } },
          { title: speaker.line('jobs.show.failed'), command: { kind: 'jobs', filter: 'failed' } },
        ]),
      } satisfies FailuresModel,
    }),
  };
}

function summaryOf({ failures, state }: FailuresView, speaker: Speaker): string {
  const { vms, more, code } = failures;
  const named = vms.slice(0, NAMED_MAX).map(({ vmName }) => speaker.line('name', { name: vmName }));
  const names = named.join(speaker.line('failures.comma'));
  const left = vms.length - named.length + more;
  const recovered = vms.filter(({ recoveredMs }) => recoveredMs !== null).length;
  return speaker.line('failures.summary', {
    names: said(left > 0 ? speaker.line('failures.andMore', { names: said(names), left }) : names),
    state: said(speaker.line(`state.${state}`)),
    code,
    recovered: said(recovered > 0 ? speaker.line('failures.recoveredCount', { n: recovered }) : ''),
  });
}

function bannerOf({ failures, state, advice }: FailuresView, speaker: Speaker): Banner {
  const headline = speaker.text('failures.headline', {
    state: said(speaker.text(`state.${state}`)),
    code: failures.code,
  });
  return {
    style: state === 'failed' ? 'attention' : 'warning',
    headline,
    lines:
      advice === null
        ? [line(speaker.text('job.unknownCode'))]
        : [
            line(speaker.text('job.cause', { cause: said(speaker.text(`advice:${advice.key}.cause`)) })),
            line(speaker.text('job.doFirst', { action: said(speaker.text(`advice:${advice.key}.action`)) })),
          ],
  };
}

function rowOf(vm: FailedVm, { state }: FailuresView, speaker: Speaker): PressedRow {
  const { vmName, vmResourceGroup, vault, itemId, atMs, recoveredMs, again } = vm;
  const time = (ms: number): string => clientListTime(new Date(ms), speaker.reader.now);
  const row = {
    head: speaker.text('name', { name: vmName }),
    sub: speaker.text('place', { resourceGroup: vmResourceGroup, vault: vault.name }),
    right: speaker.text('failures.at', { state: said(speaker.text(`state.${state}`)), at: said(time(atMs)) }),
    rightSub:
      recoveredMs !== null
        ? speaker.text('failures.recoveredAt', { at: said(time(recoveredMs)) })
        : again
          ? timesText(again, speaker)
          : '',
  };
  return pressed(speaker, row, { kind: 'status', vm: itemId });
}
