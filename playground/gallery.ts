import { join } from 'node:path';

import type { Request, Server } from 'restify';

import { render } from '../cards/render';
import { languageOf } from '../services/platform/language';
import { jsonRoute } from './channel/http';
import { projectRoot, serve } from './channel/pageFiles';
import { SAMPLE_NOW, sampleIn, SAMPLES } from './samples';

/** `GET /gallery?lang=en|ja&theme=light|dark`: every card in every state, drawn as on the chat page. */
export function attachGallery(server: Server): void {
  serve(server, '/gallery', join(projectRoot(), 'playground/page/gallery.html'));
  server.get(
    '/gallery/cards',
    jsonRoute(200, async (request) => renderSamples(request)),
  );
}

async function renderSamples(request: Request): Promise<unknown> {
  const query = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams;
  const language = languageOf(query.get('lang') ?? 'en');
  const timeZone = language === 'ja' ? 'Asia/Tokyo' : 'UTC';
  return Promise.all(
    SAMPLES.map(async ({ name, view }) => {
      const rendered = await render(sampleIn(view, language), { language, timeZone, now: SAMPLE_NOW, cardId: name });
      return { name, ...rendered, characters: JSON.stringify(rendered.card).length };
    }),
  );
}
