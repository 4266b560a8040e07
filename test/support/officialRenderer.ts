import { createRequire } from 'node:module';

/** The used part of the package. Its own types are its TypeScript sources, which Node cannot load. */
interface AdaptiveCards {
  readonly Versions: { readonly v1_5: unknown };
  readonly SerializationContext: new (version: unknown) => {
    readonly eventCount: number;
    getEventAt(index: number): Found;
  };
  readonly HostConfig: new (config: object) => unknown;
  readonly AdaptiveCard: new () => {
    hostConfig: unknown;
    parse(card: unknown, context: unknown): void;
    validateProperties(): { readonly validationEvents: readonly Found[] };
  };
}
interface Found {
  readonly message: string;
}

const official = createRequire(__filename)('adaptivecards/dist/adaptivecards.js') as AdaptiveCards;

/** Findings of the renderer's validation: unknown types, bad values, duplicate ids, but not unknown properties. */
export function rendererFindings(card: unknown): readonly string[] {
  const context = new official.SerializationContext(official.Versions.v1_5);
  const parsed = new official.AdaptiveCard();
  // Teams shows six actions and the rest behind "…". The renderer's default limit is five.
  parsed.hostConfig = new official.HostConfig({ actions: { maxActions: 20 } });
  parsed.parse(card, context);
  const onParse = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index));
  return [...onParse, ...parsed.validateProperties().validationEvents].map(({ message }) => message);
}
