import type { EvidenceFact } from '../../services/azure/checklist/answers';
import type { ProtectedItem } from '../../services/backup/types';
import type { Config } from '../../services/platform/config';
import { createScrubber } from '../../services/platform/log';

/** Takes out of a text of Azure's whatever names somebody or something. */
export type WithoutNames = (text: string) => string;

/** A shorter name is only found as a whole word. */
const NAME_CHARACTERS_MIN = 4;
const GUID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi;
const EMAIL = /[^\s'"<>@]+@[^\s'"<>@]+\.[^\s'"<>@]+/g;
const ADDRESS = /\b\d{1,3}(?:\.\d{1,3}){3}\b|https?:\/\/[^\s'"]+/gi;
/** Azure's name of a permission: no name of anybody's, though it holds the words of an ARM id. */
const ACTION = String.raw`Microsoft\.[\w./]+/(?:read|write|delete|action)\b`;
/** A part of an ARM id whose name nobody told, or an action as a whole. */
const SEGMENT = new RegExp(
  String.raw`(?<![/\w.])${ACTION}|/(subscriptions|resourceGroups|vaults|virtualMachines|protectionContainers|protectedItems)/[^/\s'"]+`,
  'gi',
);
/** What Azure puts in quotes is a name, unless it is an action, a number, a time, or was replaced already. */
const QUOTED = /(?<![\p{L}\p{N}])(['"])([^'"\n]{1,500})\1(?![\p{L}\p{N}])/gu;
const NO_NAME = new RegExp(String.raw`^(?:${ACTION}|[\d.:]+|<[\w -]+>)$`, 'i');
const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** Names that the run knows, with the word that stands for each. The same name always has the same word. */
export function knownNames(
  item: ProtectedItem,
  { channel, azureClientIds }: Pick<Config, 'channel' | 'azureClientIds'>,
): ReadonlyMap<string, string> {
  const { ref, vm } = item;
  return new Map([
    [ref.container, '<container>'],
    [ref.item, '<item>'],
    [vm.name, '<vm>'],
    [vm.resourceGroup, '<resource group of the vm>'],
    [ref.vault.name, '<vault>'],
    [ref.vault.resourceGroup, '<resource group>'],
    [ref.vault.subscription, '<subscription>'],
    [channel?.tenantId ?? '', '<tenant>'],
    [channel?.appId ?? '', '<bot>'],
    ...Object.entries(azureClientIds ?? {}).map(([role, id]) => [id, `<${role}>`] as const),
  ]);
}

/** `secrets` are taken out too, also with names that are kept. */
export function withoutNames(names: ReadonlyMap<string, string>, secrets: readonly string[]): WithoutNames {
  const scrub = createScrubber(secrets);
  const known = [...names]
    .filter(([name]) => name !== '')
    .flatMap(([name, word]) => [...new Set([name, encodeURIComponent(name)])].map((form) => [form, word] as const))
    .sort(([a], [b]) => b.length - a.length)
    .map(([form, word]) => ({ pattern: patternOf(form), word }));
  return (text) => {
    const named = known.reduce((rest, { pattern, word }) => rest.replace(pattern, () => word), scrub(text));
    return named
      .replace(SEGMENT, (all, type?: string) => (type === undefined ? all : `/${type}/<name>`))
      .replace(GUID, '<id>')
      .replace(EMAIL, '<e-mail>')
      .replace(ADDRESS, '<address>')
      .replace(QUOTED, (all, quote: string, said: string) => (NO_NAME.test(said) ? all : `${quote}<name>${quote}`));
  };
}

export function factWithoutNames(fact: EvidenceFact, take: WithoutNames): EvidenceFact {
  const entries = Object.entries(fact).map(([name, value]) => [
    name,
    typeof value === 'string' && !TIME.test(value) ? take(value) : value,
  ]);
  return Object.fromEntries(entries) as EvidenceFact;
}

function patternOf(name: string): RegExp {
  const literal = name.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const isShort = name.length < NAME_CHARACTERS_MIN;
  return new RegExp(isShort ? String.raw`(?<![\p{L}\p{N}])${literal}(?![\p{L}\p{N}])` : literal, 'giu');
}
