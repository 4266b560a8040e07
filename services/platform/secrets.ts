/** The values that no log may show: those of settings, and those that the libraries below read by themselves. */
export function secretsOf(env: NodeJS.ProcessEnv): string[] {
  const { MicrosoftAppPassword, PGPASSWORD, IDENTITY_HEADER, DATABASE_URL = '' } = env;
  // Exporters of traces send them, and they often hold a key: `api-key=…,other=…`.
  const headers = [env['OTEL_EXPORTER_OTLP_HEADERS'], env['OTEL_EXPORTER_OTLP_TRACES_HEADERS']]
    .flatMap((text) => (text ?? '').split(','))
    .map((header) => header.slice(header.indexOf('=') + 1));
  const inUrl = URL.canParse(DATABASE_URL) ? new URL(DATABASE_URL).password : '';
  return [
    MicrosoftAppPassword,
    PGPASSWORD,
    IDENTITY_HEADER,
    inUrl,
    unescaped(inUrl),
    ...headers,
    ...headers.map(unescaped),
  ]
    .map((secret) => secret?.trim() ?? '')
    .filter((secret) => secret !== '');
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // Not an escaped text; the database will say so.
  }
}
