import type { Activity } from 'botbuilder';

import { typedText } from '../../../bots/turn/typedText';
import { BOT, SATO } from '../../support/teamsActivities';

const MENTION = { type: 'mention', mentioned: BOT, text: `<at>${BOT.name}</at>` };

function textOf(text: string | null, change: object = {}): string {
  return typedText({ type: 'message', text, recipient: BOT, ...change } as unknown as Partial<Activity>);
}

it.each([
  ['status vm-01', 'status vm-01'],
  ['  status \t  vm-01  ', 'status vm-01'],
  ['status&nbsp;vm-01\u00a0\u3000', 'status vm-01'],
  ['status vm-01\r\nbackup now vm-02\n\n', 'status vm-01\nbackup now vm-02'],
  ['explain &lt;b&gt; &amp;lt;', 'explain <b> &lt;'],
  ['<b>status</b> vm-01', '<b>status</b> vm-01'],
  ['> backup now vm-01\n\nstatus vm-02', 'status vm-02'],
  ['&gt; backup now vm-01\nstatus vm-02', 'status vm-02'],
  ['a > b', 'a > b'],
  ['<blockquote>backup now vm-01</blockquote>status vm-02', 'status vm-02'],
  ['<blockquote>a<blockquote>b</blockquote>c</blockquote>status', 'status'],
  ['<blockquote>backup now vm-01', ''],
  ['</blockquote>status', '</blockquote>status'],
  ['<quoted messageId="17"/> status vm-01', 'status vm-01'],
  ['status&#x20;vm-01 &copy', 'status vm-01 ©'],
  ['a <b', 'a <b'],
  [null, ''],
])('when %j is typed, then %j is read', (typed, read) => {
  expect(textOf(typed)).toBe(read);
});

it.each([
  [`<at>${BOT.name}</at> status vm-01`, [MENTION], 'status vm-01'],
  [`status <at>${BOT.name}</at>&nbsp;vm-01 <at>${BOT.name}</at>`, [MENTION, MENTION], 'status vm-01'],
  ['<at>Backup Bot</at> status', [{ ...MENTION, text: '<at>Backup Bot</at>' }], 'status'],
  [`<at>${BOT.name}</at>`, [MENTION], ''],
  [
    `<at>${BOT.name}</at> explain <at>Sato</at>`,
    [MENTION, { type: 'mention', mentioned: SATO, text: '<at>Sato</at>' }],
    'explain Sato',
  ],
  ['<at>Ops</at>&nbsp;<at>Bot</at> status', [{ ...MENTION, text: '<at>Ops</at>&nbsp;<at>Bot</at>' }], 'status'],
  ['<at id="0">Ops</at> status', [{ ...MENTION, text: '<at id="0">Ops</at>' }], 'status'],
  ['<at>Ops</at> status', [{ ...MENTION, text: 7 }], 'Ops status'],
  ['<at id="0">Somebody</at> status', [], 'Somebody status'],
  ['status', [{ type: 'mention' }, { type: 'mention', mentioned: 'x', text: 7 }], 'status'],
])('when %j mentions the bot, then the rest is read', (typed, entities, read) => {
  expect(textOf(typed, { entities })).toBe(read);
});

it('when a message is a reply with a quote, then only what was added is read', () => {
  const content =
    '<blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="1700000000001"><strong>Tanaka</strong>' +
    '<p itemprop="preview">backup now vm-01</p></blockquote>' +
    `<p><span itemscope="" itemtype="http://schema.skype.com/Mention" itemid="0">${BOT.name}</span>&nbsp;status vm-02</p>`;
  const attachments = [{ contentType: 'text/html', content }];

  const read = textOf(`Tanaka backup now vm-01 <at>${BOT.name}</at> status vm-02`, {
    attachments,
    entities: [MENTION],
  });

  expect(read).toBe('status vm-02');
});

it('when a message comes with its own HTML but no quote, then its text is read', () => {
  const attachments = [
    { contentType: 'text/html', content: '<p>status <b>vm-01</b></p>' },
    { contentType: 'image/png' },
  ];

  expect(textOf('status vm-01', { attachments })).toBe('status vm-01');
});

it.each([['<blockquote'.repeat(20_000)], ['<at>'.repeat(60_000)], ['&gt; '.repeat(50_000)], ['<span '.repeat(40_000)]])(
  'when the text is made to be slow to read, then it is read all the same',
  (text) => {
    const attachments = [{ contentType: 'text/html', content: `<blockquote></blockquote>${text}` }];

    expect(typeof textOf(text, { attachments })).toBe('string');
  },
);
