import type { CommandButton, MessageView } from '../../../protocol/messageView';
import type { AzureError } from '../../../services/backup/vaults';
import { azuresWordsBeside, problemSentence, withAzuresWords } from '../../blocks/azureProblem';
import { offeredButtons } from '../../blocks/buttons';
import { mayBeUnreadText } from '../../blocks/unread';
import type { CardModel } from '../../cardModel';
import { type Facts, type Speaker, type TextForm, verbatim } from '../../text/speaker';

const STYLES = { info: 'accent', warning: 'warning', error: 'attention' } as const;

export function messageModel(view: MessageView, speaker: Speaker): CardModel {
  return {
    summary: sentenceOf(view, speaker, 'plain'),
    model: {
      style: STYLES[view.tone],
      lines: [{ text: sentenceOf(view, speaker, 'text') }],
      details: view.azure ? detailsOf(view.azure, view.key, speaker) : [],
      actions: offeredButtons(
        speaker,
        view.offers.map((offer) => ({ ...offer, title: titleOf(offer, speaker) })),
      ),
    },
  };
}

/** The sentence without a card of its own, for a row of a batch. */
export function messageSentence(view: MessageView, speaker: Speaker): string {
  return sentenceOf(view, speaker, 'text');
}

/** The words that a person would type. Ids say nothing to people: a command with an id gets the title of its kind. */
function titleOf({ verb, say }: CommandButton, speaker: Speaker): string {
  const key = `button.${verb}`;
  return /\/subscriptions\/|[0-9a-f]{8}-[0-9a-f]{4}/i.test(say) && speaker.knows(key) ? speaker.plain(key) : say;
}

/** The sentence of the message. If places could not be read, it first says that the typed VM may be there. */
function sentenceOf(view: MessageView, speaker: Speaker, as: TextForm): string {
  const typed = view.facts['typed'];
  const may = mayBeUnreadText(speaker, { unread: view.unread, typed: typeof typed === 'string' ? typed : '' }, as);
  const sentence = ownSentence(view, speaker, as);
  return may === '' ? sentence : speaker[as]('unread.after', { summary: verbatim(may), text: verbatim(sentence) });
}

/** Takes the most specific text: `<key>Offers` if it has offers, `<key>Vm` if it names a VM, else `<key>`. */
function ownSentence({ key, facts, azure, offers }: MessageView, speaker: Speaker, as: TextForm): string {
  if (azure && key.startsWith('azure.')) return problemSentence(speaker, azure, as);
  const variants = [
    ...(offers.some(({ verb }) => verb !== 'help' && verb !== 'vms') ? [`${key}Offers`] : []),
    ...(facts['vm'] ? [`${key}Vm`] : []),
    key,
  ];
  const known = variants
    .flatMap((variant) => [`messages:${variant}`, `parse:${variant}`])
    .find((candidate) => speaker.knows(candidate));
  const named = { owner: verbatim(speaker[as]('messages:owner')), ...facts };
  const shown = as === 'plain' ? withoutStatus(named) : named;
  const sentence = known === undefined ? speaker[as]('messages:unworded', { key }) : speaker[as](known, shown);
  return withAzuresWords(speaker, { sentence, says: azure?.says ?? '' }, as);
}

/** Optional words of a usage line such as `[failed]`. A summary leaves them out: only an end may say a final status. */
const STATUS_TYPED = / ?\[(?:(?!fail|失敗)[^[\]])*(?:fail|失敗)[^[\]]*\]/gi;

function withoutStatus(facts: Facts): Facts {
  const { usage } = facts;
  return typeof usage === 'string' ? { ...facts, usage: usage.replace(STATUS_TYPED, '') } : facts;
}

function detailsOf(error: AzureError, key: string, speaker: Speaker): { text: string }[] {
  const { code, requestId } = error;
  const says = key.startsWith('azure.') ? azuresWordsBeside(error) : '';
  return [
    ...(says === '' ? [] : [{ text: speaker.plain('messages:azureSays', { says: verbatim(says) }) }]),
    ...(code === '' ? [] : [{ text: speaker.plain('messages:azureCode', { code }) }]),
    ...(requestId === '' ? [] : [{ text: speaker.plain('messages:azureRequest', { id: requestId }) }]),
  ];
}
