/** An HTTP answer; without `body`, an empty one. */
export interface SimulatedAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Azure Resource Manager's error body. */
export function errorAnswer(status: number, code: string, message: string): SimulatedAnswer {
  return { status, body: { error: { code, message } } };
}

export function notFound(code: string, message: string): SimulatedAnswer {
  return errorAnswer(404, code, message);
}

/** Azure Resource Manager's refusal of a request whose identity lacks a permission. */
export function forbidden(action: string, scope: string): SimulatedAnswer {
  const client = '00000000-0000-4000-8000-000000000000';
  return errorAnswer(
    403,
    'AuthorizationFailed',
    `The client '${client}' with object id '${client}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

export function badFilter(): SimulatedAnswer {
  return errorAnswer(400, 'BadRequest', 'The filter is not one that this resource takes.');
}

const PAGE = 200;

/** One page of `rows`; with a `nextLink` that begins with `origin` if more follow. */
export function paged<T>(
  rows: readonly T[],
  { origin, url }: { origin: string; url: URL },
  draw: (row: T) => unknown,
): SimulatedAnswer {
  const skip = Number(url.searchParams.get('$skipToken') ?? '0');
  if (!Number.isInteger(skip) || skip < 0) return errorAnswer(400, 'InvalidSkipToken', 'The skip token is not valid.');
  const end = skip + PAGE;
  const next = new URL(url);
  next.searchParams.set('$skipToken', String(end));
  return {
    status: 200,
    body: {
      value: rows.slice(skip, end).map(draw),
      ...(rows.length > end && { nextLink: `${origin}${next.pathname}${next.search}` }),
    },
  };
}
