import type { View } from '../cards/views';
import { NOW } from './samples/builders';
import { JOB_SAMPLES } from './samples/jobs';
import { LIST_SAMPLES } from './samples/lists';
import { NOTICE_SAMPLES } from './samples/notices';
import { SAFE_SAMPLES, STARTED_SAMPLES, STATUS_SAMPLES } from './samples/states';
import { TEXT_SAMPLES } from './samples/texts';
import { WATCH_SAMPLES } from './samples/watches';

/** The moment at which the samples are looked at. */
export const SAMPLE_NOW = NOW;

/** Every card in every state that can occur: for the gallery, and for the golden files of the tests. */
export const SAMPLES: readonly { readonly name: string; readonly view: View }[] = [
  ...STATUS_SAMPLES,
  ...STARTED_SAMPLES,
  ...JOB_SAMPLES,
  ...NOTICE_SAMPLES,
  ...SAFE_SAMPLES,
  ...LIST_SAMPLES,
  ...WATCH_SAMPLES,
  ...TEXT_SAMPLES,
];
