import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { ARM_TENANT_ID } from '../../playground/azure/names';

const run = promisify(execFile);
/** The first call of az compiles its Python. */
const COMMAND_MS_MAX = 120_000;

export interface CliSession {
  /** Runs `az …` and parses the printed JSON; null without output. Rejects with its error text. */
  az(...args: string[]): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * `az`, signed in to the simulated Azure at `azureUrl`, with its own configuration. It sends tokens over TLS only, so a
 * proxy with a self-made certificate stands before Azure. The token comes from a fake managed identity endpoint.
 */
export async function cliSession(azureUrl: string): Promise<CliSession> {
  const folder = mkdtempSync(join(tmpdir(), 'azure-cli-'));
  const certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=localhost'],
    ...['-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate],
  ]);
  const proxy = createTlsServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (received, response) => {
    const headers = { ...received.headers, 'x-forwarded-proto': 'https' };
    const sent = request(
      `${azureUrl}${received.url ?? ''}`,
      { method: received.method ?? 'GET', headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    sent.on('error', () => response.destroy());
    received.pipe(sent);
  });
  const identity = createServer((received, response) => {
    received.resume();
    response.end(JSON.stringify(managedToken()));
  });
  const proxyUrl = `https://localhost:${await listen(proxy)}`;
  const env = {
    ...process.env,
    AZURE_CONFIG_DIR: join(folder, 'config'),
    AZURE_CORE_COLLECT_TELEMETRY: 'no',
    REQUESTS_CA_BUNDLE: certificate,
    MSI_ENDPOINT: `http://127.0.0.1:${await listen(identity)}/token`,
  };
  const az = async (...args: string[]): Promise<unknown> => {
    const { stdout } = await run('az', [...args, '--output', 'json'], { env, timeout: COMMAND_MS_MAX });
    return stdout.trim() === '' ? null : (JSON.parse(stdout) as unknown);
  };
  const endpoints = ['resource-manager', 'management', 'active-directory', 'active-directory-resource-id'];
  await az(
    ...['cloud', 'register', '--name', 'Simulated'],
    ...[...endpoints, 'active-directory-graph-resource-id'].flatMap((name) => [`--endpoint-${name}`, proxyUrl]),
  );
  await az('cloud', 'set', '--name', 'Simulated');
  await az('login', '--identity');
  return {
    az,
    close: async () => {
      for (const server of [proxy, identity]) {
        const closed = new Promise((resolve) => server.close(resolve));
        server.closeAllConnections();
        await closed;
      }
      rmSync(folder, { recursive: true });
    },
  };
}

/** az reads the tenant out of the token and checks nothing else. */
function managedToken(): Record<string, string> {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return {
    token_type: 'Bearer',
    access_token: `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ tid: ARM_TENANT_ID })}.unsigned`,
    expires_in: '86400',
    expires_on: String(Math.floor(Date.now() / 1000) + 86_400),
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
