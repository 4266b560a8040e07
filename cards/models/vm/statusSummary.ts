import type { StatusView } from '../../../protocol/vmViews';
import type { Verdict } from '../../../services/backup/findings';
import type { ProtectedItem } from '../../../services/backup/types';
import { namesakeSentence } from '../../blocks/namesakes';
import { dueTexts } from '../../blocks/schedule';
import { type Speaker, verbatim } from '../../text/speaker';
import { consistencyName, sentences } from '../../text/words';

const SUMMARY_KEYS = [
  'snapshotRunning',
  'cancelling',
  'restoring',
  'restoreUnknown',
  'triggerPending',
  'noneRunning',
  'snapshotDone',
] as const;

/** The verdict, the newest recovery point if nothing runs, starts that are due, and other items of the VM's name. */
export function statusSummary(view: StatusView, speaker: Speaker): string {
  const { verdict, schedule, namesakes } = view;
  const due = schedule && verdict.kind !== 'wait' ? dueTexts(speaker, view, 'plain') : [];
  return sentences(speaker, [stateSentence(view, speaker), ...due, namesakeSentence(speaker, namesakes)]);
}

function stateSentence({ item, verdict, newest }: StatusView, speaker: Speaker): string {
  const sentence = verdictSentence(item, verdict, speaker);
  if (newest === null || verdict.reason !== 'noneRunning') return sentence;
  return speaker.plain('status.summary.withPoint', {
    verdict: verbatim(sentence),
    at: newest.point.at,
    consistency: verbatim(consistencyName(speaker, newest.consistency, 'plain')),
  });
}

/** The verdict as one sentence. It names no final status: only the sentence of an end may (docs/messages.md). */
export function verdictSentence({ vm }: ProtectedItem, verdict: Verdict, speaker: Speaker): string {
  const key = SUMMARY_KEYS.find((reason) => reason === verdict.reason) ?? 'unknown';
  return speaker.plain(`status.summary.${key}`, { vm: vm.name, at: verdict.at ?? speaker.reader.now });
}
