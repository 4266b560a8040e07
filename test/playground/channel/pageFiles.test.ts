import { ask, play, type Playing } from './standInBot';

let playing: Playing;
afterEach(() => playing.close());

describe('what is served', () => {
  it('when the page is opened, then it comes with a policy that allows no foreign or inline script', async () => {
    playing = await play();

    const page = await playing.ask('GET', '/');

    expect(page.status).toBe(200);
    expect(page.text).toContain('<main');
    expect(page.text).not.toMatch(/<script>|style=|onclick/);
    expect(page.headers.get('content-security-policy')).toMatch(
      /default-src 'none'; script-src 'self'; style-src 'self'/,
    );
  });

  it.each(['theme.css', 'page.css', 'card.css', 'gallery.css', 'icon.svg'])(
    'when %s is asked for, then it is there',
    async (name) => {
      playing = await play();

      expect((await playing.ask('GET', `/playground/page/${name}`)).status).toBe(200);
    },
  );

  it.each(['adaptivecards', 'markdown-it'])('when the library %s is asked for, then it is there', async (name) => {
    playing = await play();

    expect((await playing.ask('GET', `/playground/lib/${name}.js`)).headers.get('content-type')).toMatch(/javascript/);
  });

  it.each(['tsconfig.json', 'page.ts', '..%2f..%2fpackage.json', '../../package.json'])(
    'when %s is asked for, then it is not served',
    async (name) => {
      playing = await play();

      expect((await playing.ask('GET', `/playground/page/${name}`)).status).toBe(404);
    },
  );

  it('when the playground closes, then pages that listen do not hold it', async () => {
    playing = await play();
    const ended = fetch(`${playing.url}/playground/events`).then((response) => response.text());
    await ask(`${playing.url}/playground/api/state`, 'GET');

    await playing.close();

    expect(await ended).toContain(': open');
    playing = await play();
  });
});
