import { createRequire } from 'node:module';

/** The part of the package that is used; its own types are those of its source, which Node cannot load (docs/teams.md). */
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

/** What the official renderer's own validation finds: unknown types, bad values, duplicate ids. Not unknown properties. */
export function rendererFindings(card: unknown): readonly string[] {
  const context = new official.SerializationContext(official.Versions.v1_5);
  const parsed = new official.AdaptiveCard();
  // Teams puts what is beyond its six behind a "…"; the renderer's own limit of five is only its default.
  parsed.hostConfig = new official.HostConfig({ actions: { maxActions: 20 } });
  parsed.parse(card, context);
  const onParse = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index));
  return [...onParse, ...parsed.validateProperties().validationEvents].map(({ message }) => message);
}
