type Json = Readonly<Record<string, unknown>>;

/** Every object inside the card that has a `type`, the card itself first; what a fallback holds is left out. */
export function elementsOf(value: unknown): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap(elementsOf);
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, one]) =>
    key === 'fallback' || key === 'data' ? [] : elementsOf(one),
  );
  return 'type' in value ? [value, ...inner] : inner;
}

export function ofType(card: unknown, type: string): readonly Json[] {
  return elementsOf(card).filter((element) => element['type'] === type);
}

/** What a reader sees as text, in the order of the card: text blocks, runs, facts, alternative texts. */
export function textOf(card: unknown): string {
  return elementsOf(card)
    .flatMap((element) => {
      const facts = (element['facts'] as readonly { title: string; value: string }[] | undefined) ?? [];
      return [element['text'], element['altText'], ...facts.flatMap(({ title, value }) => [title, value])];
    })
    .filter((text) => typeof text === 'string')
    .join('\n');
}

/** The rows of the card's tasks: Azure's name, and the state that the icon's alternative text says. */
export function tasksOf(card: unknown): readonly { readonly name: string; readonly state: string }[] {
  return ofType(card, 'ColumnSet').flatMap((row) => {
    const [icon] = ofType(row, 'Image');
    const [name] = ofType(row, 'TextBlock');
    return icon && name ? [{ name: String(name['text']), state: String(icon['altText']) }] : [];
  });
}
