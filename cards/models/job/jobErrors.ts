import type { JobView } from '../../../protocol/jobViews';
import { adviceFor } from '../../../services/backup/advice';
import { isActive } from '../../../services/backup/phase';
import type { JobError } from '../../../services/backup/types';
import { adviceLines } from '../../blocks/advice';
import { type CardLine, line } from '../../blocks/line';
import { markdownText, plainText } from '../../text/plainText';
import { type Speaker, verbatim } from '../../text/speaker';

/** Maximum number of errors shown. Azure reports one, seldom two. */
const ERRORS_MAX = 3;
/** Maximum length of Azure's own sentence. */
const MESSAGE_MAX = 400;

/** An error of the job: Azure's code and words, with cause and remedy if the bot has advice for the code. */
interface JobErrorModel {
  readonly code: string;
  readonly azureSays: string;
  /** Azure's sentence for a TextRun, where no markdown is interpreted; '' if Azure gave none. */
  readonly message: string;
  readonly lines: readonly CardLine[];
}

/** Only for an ended job: a running one may carry errors that Azure overcomes, and still complete (docs/azure.md). */
export function jobErrorModels({ job }: JobView, speaker: Speaker): JobErrorModel[] {
  if (isActive(job)) return [];
  return job.errors.slice(0, ERRORS_MAX).map((error) => ({
    code: error.code === '' ? speaker.text('unnamed.code') : speaker.text('name', { name: error.code }),
    azureSays: speaker.text('job.azureSays'),
    message: plainText(error.message, MESSAGE_MAX),
    lines: errorLines(error, job.state === 'failed', speaker),
  }));
}

function errorLines({ code, recommendations }: JobError, failed: boolean, speaker: Speaker): CardLine[] {
  const advice = adviceFor(code);
  if (advice === null) {
    const [first] = recommendations;
    return [
      ...(code === '' ? [] : [line(speaker.text('job.unknownCode'), true)]),
      ...(first === undefined ? [] : [line(speaker.text('job.azureRecommends', { text: verbatim(quoted(first)) }))]),
    ];
  }
  return [...adviceLines(speaker, advice), ...(failed ? [line(speaker.text(`job.then.${advice.then}`))] : [])];
}

function quoted(text: string): string {
  return markdownText(text, MESSAGE_MAX);
}
