// What the demo at an address shows: its page, the gallery's cards in both languages, and answers about its fleet.
import assert from 'node:assert/strict';

const ANSWER_MS_MAX = 20_000;
const [address] = process.argv.slice(2);

const get = async (path) => {
  const response = await fetch(address + path);
  assert.equal(response.status, 200, `GET /${path}`);
  return response;
};

assert.match(await (await get('')).text(), /<html/);
await get('healthz');
assert.match(await (await get('gallery')).text(), /<html/);
for (const lang of ['en', 'ja']) {
  const cards = await (await get(`gallery/cards?lang=${lang}`)).json();
  assert(cards.length > 100, `the gallery has ${cards.length} cards`);
  for (const { name, summary, card } of cards)
    assert.doesNotMatch(`${summary} ${JSON.stringify(card)}`, /undefined|NaN|Invalid Date|⟦/, name);
}

const state = async () => (await get('playground/api/state')).json();
const { people, conversations, bot } = await state();
const alex = people.find(({ locale }) => locale === 'en-US');
const { id: conversation } = conversations.find((one) => one.kind === 'personal' && one.members.includes(alex.id));
const doing = { person: alex.id, conversation, locale: alex.locale, timeZone: 'Asia/Tokyo' };

const answered = async () =>
  (await state()).conversations.find(({ id }) => id === conversation).messages.filter(({ from }) => from === bot.id);

async function ask(text) {
  const before = (await answered()).length;
  const body = JSON.stringify({ ...doing, text, thread: null });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${address}playground/api/messages`, { method: 'POST', headers, body });
  assert(response.ok, `${text}: ${response.status}`);
  for (const since = performance.now(); performance.now() - since < ANSWER_MS_MAX;) {
    const [answer] = (await answered()).slice(before);
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new assert.AssertionError({ message: `${text}: no answer in ${ANSWER_MS_MAX} ms` });
}

for (const [text, expected] of [
  ['vms', /^[1-9]\d* protected VMs\.$/],
  ['status vm-01', /^vm-01: .*Newest recovery point: .*consistent/],
  ['safe vm-01', /^vm-01: (no snapshot is running|wait)/],
  ['points vm-01', /^vm-01: [1-9]\d* recovery points/],
  ['jobs', /^[1-9]\d* jobs/],
]) {
  const { summary, cards } = await ask(text);
  console.log(`${text}: ${summary}`);
  assert.match(summary, expected, text);
  assert.doesNotMatch(JSON.stringify(cards), /undefined|NaN|Invalid Date|⟦/, text);
}
