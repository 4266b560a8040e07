import { createRequire } from 'node:module';

import fc from 'fast-check';

import { markdownText, plainText } from '../../../cards/text/plainText';

const MarkdownIt = createRequire(__filename)('markdown-it') as new (options: object) => {
  render(text: string): string;
};
const JOINERS = /\u2060/g;

/** The text that a reader sees after markdown-it, the parser of the official renderer, has rendered it. */
function shown(markdown: string): string {
  const html = new MarkdownIt({ linkify: true, html: true }).render(markdown).trim();
  expect(html).toMatch(/^<p>[^<]*<\/p>$|^$/);
  return html
    .replace(/^<p>|<\/p>$/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(JOINERS, '');
}

describe('text of others', () => {
  it.each([
    '**bold** _it_ ~~s~~ `code`',
    '[link](http://evil.example) ![x](y)',
    '<at>Everyone</at> <b>x</b> <img src=x onerror=alert(1)>',
    '# heading',
    '- item',
    '+ item',
    '1. item',
    '2) item',
    '> quote',
    '| a | b |',
    '---',
    '===',
    'http://evil.example www.evil.example mailto:a@evil.example a@evil.example',
    'evil.com a.evil.co.uk/x a@evil.org evil.com.',
    '//evil.example/x ///evil.example msteams://evil <iframe src="//evil.example">',
    '&lt; &amp; &#60;',
    'a\\*b',
    '${x} {{DATE(2026-01-01T00:00:00Z)}}',
    'web_01_prod',
    '検証サーバー',
    '👩‍💻 ok',
  ])('%s is shown as it is', (text) => {
    expect(shown(markdownText(text))).toBe(text);
  });

  it('whatever it is, it is shown as the same text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(shown(markdownText(text)).trim()).toBe(plainText(text).replace(JOINERS, '').trim());
      }),
      { seed: 15 },
    );
  });

  it.each(['vm-01', 'web_01.prod', 'rg-検証', 'WIN-SQL(2)'.replace(/[()]/g, '')])(
    'a common name, %s, stays as Azure writes it',
    (name) => {
      expect(markdownText(name)).toBe(name);
    },
  );

  it('no date, expression or mention of theirs comes alive', () => {
    const text = plainText('{{DATE(2026-01-01T00:00:00Z)}} {{TIME(x)}} {{{{DATE(x)}} ${x} <at>a</at> <AT id="1">');
    expect(text).not.toMatch(/\{\{|\$\{|<\/?at\b/i);
  });

  it('control characters, bidi overrides, newlines and lone surrogates are taken out', () => {
    expect(plainText('a\u0000b\u202ec\u2066d\r\n\te\u2028f\ud800g')).toBe('a bcd e f\ufffdg');
  });

  it('letters that show nothing are taken out, and not those of emoji, flags and rare forms', () => {
    expect(plainText('v\u00adm\u3164-\u206401\u{e0061}\u{e007f}\u180e\u034f')).toBe('vm-01');
    for (const text of [
      '👩‍🚒',
      '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}',
      '葛\u{e0100}',
      '1️⃣',
      'می‌خواهم',
    ])
      expect(plainText(text)).toBe(text);
  });

  it.each([['\u200d\u200d'], ['\u3164'], ['\u2800 \u2800'], ['\ufe0f'], [' \u0000\t']])(
    'when it would show nothing (%j), then it is empty, so that it is named as unnamed',
    (text) => {
      expect(plainText(text)).toBe('');
    },
  );

  it('a tower of marks is cut to what scripts write, and half a character or none becomes a sign', () => {
    expect(plainText(`Z${'\u0335'.repeat(60)}a\u0301`)).toBe(`Z${'\u0335'.repeat(6)}\u00e1`.normalize('NFD'));
    expect(plainText('a\ufffeb\u{1ffff}c\udc00')).toBe('a\ufffdb\ufffdc\ufffd');
  });

  it('when it is too long, then it is cut between characters and ends in an ellipsis', () => {
    expect(plainText('x'.repeat(10_000))).toHaveLength(120);
    expect(plainText('👩‍💻'.repeat(40), 21)).toBe('👩‍💻👩‍💻👩‍💻👩‍💻…');
  });
});
