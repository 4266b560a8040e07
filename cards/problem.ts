import type { AzureError, AzureProblem } from '../services/backup/vaults';
import { type Facts, said, type Speaker } from './speak';
import { clientDateTime } from './times';
import type { AsOf } from './views';

/** What went wrong in our words: a key of messages.json and its facts. */
export function problemPhrase({ problem }: AzureError): { readonly key: string; readonly facts: Facts } {
  const { kind } = problem;
  if (kind === 'throttled') return throttledPhrase(problem);
  if (kind === 'notFound') return phrase(`notFound.${problem.what}`);
  if (kind === 'notProtected') return phrase(kind, { vm: problem.vm });
  if (kind === 'refused') return phrase(kind, { message: problem.message });
  if (kind === 'notAllowed' && problem.action !== '') return phrase('notAllowedAction', { action: problem.action });
  if (kind === 'alreadyRunning' && problem.job !== null) return phrase('alreadyRunningJob', { job: problem.job });
  if (kind === 'unavailable' && problem.status !== 0) return phrase('unavailableStatus', { status: problem.status });
  return phrase(kind);
}

function throttledPhrase({ own, until }: Extract<AzureProblem, { kind: 'throttled' }>): ReturnType<typeof phrase> {
  const key = own ? 'throttledOwn' : 'throttled';
  return until === null ? phrase(key) : phrase(`${key}Until`, { until });
}

/** The same as one sentence, with Azure's code where there is one. */
export function problemText(speaker: Speaker, error: AzureError): string {
  const { key, facts } = problemPhrase(error);
  const sentence = speaker.text(key, facts);
  return error.code === ''
    ? sentence
    : speaker.text('messages:withCode', { sentence: said(sentence), code: error.code });
}

/** The last lines of a card that tells a state. */
export interface AsOfModel {
  readonly asOf: string;
  readonly notFresh: readonly { readonly text: string }[];
}

export function asOfModel(speaker: Speaker, { at, problem }: AsOf): AsOfModel {
  return {
    asOf: speaker.text('asOf', { at: said(clientDateTime(at)) }),
    notFresh: problem ? [{ text: speaker.text('notFresh', { why: said(problemText(speaker, problem)) }) }] : [],
  };
}

function phrase(key: string, facts: Facts = {}): { readonly key: string; readonly facts: Facts } {
  return { key: `messages:azure.${key}`, facts };
}
