import type { IncomingMessage } from 'node:http';

import { errorAnswer, forbidden, notFound, type SimulatedAnswer } from './answers';
import { subscriptionsOf } from './fleet';
import { matchRoute, type RouteMatch } from './routes';
import type { Throttle } from './throttle';
import { subscriptionNotFound } from './vaultRoutes';
import type { RouteRequest, World } from './world';

interface Responder {
  readonly world: World;
  readonly throttle: Throttle;
  /** The injected failure of this request, or null. */
  readonly fault: (subscription: string) => SimulatedAnswer | null;
  readonly isAllowed: IsAllowed;
}

/** Whether the identity of a bearer token holds a permission. The token is '' for a request without one. */
export type IsAllowed = (token: string, action: string) => boolean;

const REMAINING = 'x-ms-ratelimit-remaining-subscription-resource-requests';
const WRITES_LEFT = { 'x-ms-ratelimit-remaining-subscription-writes': '799' };

/** Answers a request whose body has been read. */
export function createResponder({
  world,
  throttle,
  fault,
  isAllowed,
}: Responder): (request: IncomingMessage, body: unknown) => SimulatedAnswer {
  return (request, body) => {
    const read = readUrl(request);
    if (!read) return errorAnswer(400, 'InvalidRequestUri', 'The request URI is not valid.');
    const { url, segments } = read;
    const match = matchRoute(request.method ?? '', segments);
    if (!match) return unknownPath(url);
    const subscription = match.params['subscription']?.toLowerCase() ?? '';
    const refusal = refuse(world, match, url);
    if (refusal) return refusal;
    const { action } = match.route;
    const may = (wanted: string): boolean => isAllowed(tokenOf(request), wanted);
    if (!may(action)) return forbidden(action, `/${segments.join('/')}`);
    const nowMs = world.clock.now().getTime();
    const asked: RouteRequest = {
      url,
      origin: originOf(request),
      params: match.params,
      vaultPath: match.params['vault'] === undefined ? '' : `/${segments.slice(0, 8).join('/')}`,
      body,
      nowMs,
      may,
    };
    if (request.method !== 'GET') return write(fault(subscription), () => match.route.answer(world, asked));
    const counted = throttle.read(action, nowMs, subscription);
    if ('retryAfterS' in counted) {
      const { retryAfterS } = counted;
      return {
        ...errorAnswer(429, 'ResourceRequestsThrottled', throttle.refusal(action, retryAfterS, subscription)),
        headers: { 'retry-after': String(retryAfterS), 'x-ms-failure-cause': 'gateway' },
      };
    }
    const answer = fault(subscription) ?? match.route.answer(world, asked);
    return { ...answer, headers: { ...answer.headers, [REMAINING]: String(counted.remaining) } };
  };
}

/** A 504 comes from a gateway that gave up waiting: the write is carried out. With a 500 it is not. */
function write(fault: SimulatedAnswer | null, carryOut: () => SimulatedAnswer): SimulatedAnswer {
  if (fault && fault.status !== 504) return fault;
  const answer = carryOut();
  return fault ?? { ...answer, headers: { ...answer.headers, ...WRITES_LEFT } };
}

function refuse({ fleet }: World, match: RouteMatch, url: URL): SimulatedAnswer | null {
  const subscription = match.params['subscription'];
  if (subscription !== undefined && !subscriptionsOf(fleet).includes(subscription.toLowerCase()))
    return subscriptionNotFound(subscription);
  if (url.searchParams.has('api-version')) return null;
  return errorAnswer(
    400,
    'MissingApiVersionParameter',
    'The api-version query parameter (?api-version=) is required for all requests.',
  );
}

function unknownPath(url: URL): SimulatedAnswer {
  return notFound('ResourceNotFound', `The resource '${url.pathname.slice(0, 400)}' was not found.`);
}

function tokenOf({ headers }: IncomingMessage): string {
  return headers.authorization?.replace(/^Bearer /i, '') ?? '';
}

/** Null for a path that cannot be decoded. */
function readUrl({ url: text = '/' }: IncomingMessage): { url: URL; segments: string[] } | null {
  try {
    const url = new URL(`http://127.0.0.1${text}`);
    return { url, segments: url.pathname.split('/').filter(Boolean).map(decodeURIComponent) };
  } catch {
    return null;
  }
}

/** Links begin with the address of the TLS proxy, if there is one: `az` needs HTTPS. */
function originOf({ headers }: IncomingMessage): string {
  const scheme = headers['x-forwarded-proto'] === 'https' ? 'https' : 'http';
  return `${scheme}://${headers.host ?? '127.0.0.1'}`;
}
