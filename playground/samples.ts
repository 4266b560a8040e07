import { usageOf } from '../commands/usage';
import { WORDS } from '../commands/words';
import { type Command, commandSchema } from '../protocol/command';
import type { MessageView } from '../protocol/messageView';
import type { View } from '../protocol/view';
import type { Language } from '../services/platform/language';
import { SAMPLES_NOW } from './samples/builders';
import { HEARTBEAT_SAMPLES } from './samples/heartbeats';
import { JOB_SAMPLES } from './samples/jobs';
import { LIST_SAMPLES } from './samples/lists';
import { NOTICE_SAMPLES } from './samples/notices';
import { QUESTION_SAMPLES } from './samples/questions';
import { READ_ONLY_SAMPLES } from './samples/readOnly';
import { SAFE_SAMPLES, STARTED_SAMPLES, STATUS_SAMPLES } from './samples/states';
import { TEXT_SAMPLES } from './samples/texts';
import { WATCH_SAMPLES } from './samples/watches';

/** The current time of the samples. */
export const SAMPLE_NOW = SAMPLES_NOW;

/** Every card in every state that can occur: for the gallery, and for the golden files of the tests. */
export const SAMPLES: readonly { readonly name: string; readonly view: View }[] = [
  ...STATUS_SAMPLES,
  ...STARTED_SAMPLES,
  ...JOB_SAMPLES,
  ...NOTICE_SAMPLES,
  ...SAFE_SAMPLES,
  ...LIST_SAMPLES,
  ...QUESTION_SAMPLES,
  ...WATCH_SAMPLES,
  ...TEXT_SAMPLES,
  ...READ_ONLY_SAMPLES,
  ...HEARTBEAT_SAMPLES,
];

/** The sample in the language. Commands to type are in the language of the typed line, so they are translated here. */
export function sampleIn(view: View, language: Language): View {
  return view.kind === 'message' && language !== 'en' ? messageIn(view, language) : view;
}

function messageIn(view: MessageView, language: Language): MessageView {
  const typed = Object.values(WORDS).find(({ usage }) => usage.en === view.facts['usage']);
  return {
    ...view,
    facts: { ...view.facts, ...(typed && { usage: typed.usage[language] }) },
    offers: view.offers.map((offer) => {
      const command = commandSchema.safeParse(offer.data['command']);
      return command.success ? { ...offer, say: usageOf(command.data satisfies Command, language) } : offer;
    }),
  };
}
