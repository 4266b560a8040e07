import type { FailuresView } from '../../../protocol/noticeViews';
import type { FailedVm } from '../../../services/notify/failureCard';
import { adviceLines } from '../../blocks/advice';
import { asOfModel } from '../../blocks/asOf';
import type { Banner } from '../../blocks/banner';
import { buttons } from '../../blocks/buttons';
import { line } from '../../blocks/line';
import { nightLines, timesText } from '../../blocks/nightLine';
import { moreLines, selectable, type SelectableRow } from '../../blocks/rows';
import { type ListModel, listModel } from '../../cardModel';
import { type Speaker, verbatim } from '../../text/speaker';
import { clientListTime } from '../../text/times';

/** VM names in the sentence; the others are counted. */
const NAMED_MAX = 3;

/** Several VMs whose backups ended with the same code. Each row also says whether a later backup succeeded. */
export function failuresModel(view: FailuresView, speaker: Speaker): ListModel {
  const { vms, more, code } = view.failures;
  return listModel(vms.length, (rows) => ({
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
        { title: speaker.plain('button.explain'), command: { kind: 'explain', topic: view.advice?.code ?? code } },
        { title: speaker.plain('jobs.show.failed'), command: { kind: 'jobs', filter: 'failed' } },
      ]),
    },
  }));
}

function summaryOf({ failures, state }: FailuresView, speaker: Speaker): string {
  const { vms, more, code } = failures;
  const named = vms.slice(0, NAMED_MAX).map(({ vmName }) => speaker.plain('name', { name: vmName }));
  const names = named.join(speaker.plain('failures.comma'));
  const left = vms.length - named.length + more;
  const recovered = vms.filter(({ recoveredMs }) => recoveredMs !== null).length;
  return speaker.plain('failures.summary', {
    names: verbatim(left > 0 ? speaker.plain('failures.andMore', { names: verbatim(names), left }) : names),
    state: verbatim(speaker.plain(`state.${state}`)),
    code,
    recovered: verbatim(recovered > 0 ? speaker.plain('failures.recoveredCount', { n: recovered }) : ''),
  });
}

function bannerOf({ failures, state, advice }: FailuresView, speaker: Speaker): Banner {
  const headline = speaker.text('failures.headline', {
    state: verbatim(speaker.text(`state.${state}`)),
    code: failures.code,
  });
  return {
    style: state === 'failed' ? 'attention' : 'warning',
    headline,
    lines: advice === null ? [line(speaker.text('job.unknownCode'))] : adviceLines(speaker, advice),
  };
}

function rowOf(vm: FailedVm, { state }: FailuresView, speaker: Speaker): SelectableRow {
  const { vmName, vmResourceGroup, vault, itemId, atMs, recoveredMs, again } = vm;
  const time = (ms: number): string => clientListTime(new Date(ms), speaker.reader.now);
  const row = {
    head: speaker.text('name', { name: vmName }),
    sub: speaker.text('place', { resourceGroup: vmResourceGroup, vault: vault.name }),
    right: speaker.text('failures.at', { state: verbatim(speaker.text(`state.${state}`)), at: verbatim(time(atMs)) }),
    rightSub:
      recoveredMs !== null
        ? speaker.text('failures.recoveredAt', { at: verbatim(time(recoveredMs)) })
        : again
          ? timesText(again, speaker)
          : '',
  };
  return selectable(speaker, row, { kind: 'status', vm: itemId });
}
