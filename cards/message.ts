import type { AzureError } from '../services/backup/vaults';
import { type Button, pressButtons } from './buttons';
import type { Drawn } from './drawn';
import { problemPhrase } from './problem';
import type { Facts, Speaker } from './speak';
import type { MessageView, Press } from './views';

export interface MessageModel {
  readonly style: 'accent' | 'warning' | 'attention';
  readonly lines: readonly { readonly text: string }[];
  /** For TextRuns: small, without markdown. */
  readonly details: readonly { readonly text: string }[];
  readonly actions: readonly Button[];
}

const STYLES = { info: 'accent', warning: 'warning', error: 'attention' } as const;

export function drawMessage(view: MessageView, speaker: Speaker): Drawn<MessageModel> {
  const { key, facts } = phraseOf(view, speaker);
  return {
    summary: speaker.line(key, facts),
    model: {
      style: STYLES[view.tone],
      lines: [{ text: speaker.text(key, facts) }],
      details: view.azure ? detailsOf(view.azure, speaker) : [],
      actions: pressButtons(
        speaker,
        view.offers.map((offer) => ({ ...offer, title: titleOf(offer, speaker) })),
      ),
    },
  };
}

/** The sentence alone, for a card that tells several things. */
export function messageText(view: MessageView, speaker: Speaker): string {
  const { key, facts } = phraseOf(view, speaker);
  return speaker.text(key, facts);
}

/** The words that a person would type, but for ids, which say nothing: then what the button leads to. */
function titleOf({ verb, say }: Press, speaker: Speaker): string {
  const key = `button.${verb}`;
  return /\/subscriptions\/|[0-9a-f]{8}-[0-9a-f]{4}/i.test(say) && speaker.knows(key) ? speaker.line(key) : say;
}

/** `keyOffers` where there is something to offer, `keyVm` where a VM is named, if such a sentence exists. */
function phraseOf({ key, facts, azure, offers }: MessageView, speaker: Speaker): { key: string; facts: Facts } {
  if (azure && key.startsWith('azure.')) return problemPhrase(azure);
  const variants = [
    ...(offers.some(({ verb }) => verb !== 'help' && verb !== 'vms') ? [`${key}Offers`] : []),
    ...(facts['vm'] ? [`${key}Vm`] : []),
    key,
  ];
  const known = variants
    .flatMap((variant) => [`messages:${variant}`, `parse:${variant}`])
    .find((candidate) => speaker.knows(candidate));
  return known === undefined ? { key: 'messages:unworded', facts: { key } } : { key: known, facts };
}

function detailsOf({ code, requestId }: AzureError, speaker: Speaker): { text: string }[] {
  return [
    ...(code === '' ? [] : [{ text: speaker.line('messages:azureCode', { code }) }]),
    ...(requestId === '' ? [] : [{ text: speaker.line('messages:azureRequest', { id: requestId }) }]),
  ];
}
