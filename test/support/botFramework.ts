import { createSign, generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';

import { answerJson, LocalServer } from './localServer';
import type { Json } from './teamsActivities';

export const APP_ID = '00000000-0000-4000-8000-0000000000bb';
export const SERVICE_URL = 'https://smba.trafficmanager.net/emea/';
export const ISSUER = 'https://api.botframework.com';

/** A key pair under its key id, as the key set shows it; `endorsements` null: the field is missing. */
export interface IssuerKey {
  readonly kid: string;
  readonly pair: KeyPairKeyObjectResult;
  readonly endorsements: readonly string[] | null;
}

export function anIssuerKey(kid: string, endorsements: IssuerKey['endorsements'] = ['msteams', 'skype']): IssuerKey {
  return { kid, endorsements, pair: generateKeyPairSync('rsa', { modulusLength: 2048 }) };
}

interface TokenParts {
  readonly key: IssuerKey;
  readonly header?: Json;
  readonly claims?: Json;
  readonly nowMs?: number;
}

/** A token as the Bot Framework issues it; `header` and `claims` override any of it, undefined leaves out. */
export function aToken({ key, header = {}, claims = {}, nowMs = Date.now() }: TokenParts): string {
  const now = Math.floor(nowMs / 1_000);
  const issued = { iss: ISSUER, aud: APP_ID, serviceurl: SERVICE_URL, nbf: now - 60, exp: now + 3_600 };
  const signed = unsigned({ alg: 'RS256', kid: key.kid, typ: 'JWT', ...header }, { ...issued, ...claims });
  const hash = /^RS(?<bits>\d+)$/.exec(String(header['alg']))?.groups?.['bits'] ?? '256';
  return `${signed}.${createSign(`RSA-SHA${hash}`).update(signed).sign(key.pair.privateKey, 'base64url')}`;
}

export function unsigned(header: Json, claims: Json): string {
  return [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
}

/** `fail` and `huge` would be right but for the status and the length. */
type Weather = 'fine' | 'hang' | 'fail' | 'huge' | 'empty' | 'elliptic' | 'garbage';

/** The Bot Framework's OpenID metadata and key set, on 127.0.0.1. */
export class FakeKeyServer {
  readonly #server: LocalServer;
  weather: Weather = 'fine';
  /** Where the metadata says that the keys are. */
  keysUrl: string | null = null;
  keys: readonly IssuerKey[];
  /** How often the metadata was asked for. */
  asked = 0;

  private constructor(keys: readonly IssuerKey[]) {
    this.keys = keys;
    this.#server = new LocalServer(({ url }, response) => {
      const isMetadata = !url?.endsWith('/keys');
      if (isMetadata) this.asked += 1;
      const body = isMetadata ? { jwks_uri: this.keysUrl ?? `${this.url}/keys` } : this.#keySet();
      if (this.weather === 'garbage') response.end('<html>');
      else if (this.weather !== 'hang') answerJson(response, this.weather === 'fail' ? 500 : 200, body);
    });
  }

  static async start(...keys: IssuerKey[]): Promise<FakeKeyServer> {
    const server = new FakeKeyServer(keys);
    await server.#server.listen();
    return server;
  }

  get metadataUrl(): string {
    return `${this.#server.url}/config`;
  }

  get url(): string {
    return this.#server.url;
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  #keySet(): Json {
    if (this.weather === 'empty') return { keys: [] };
    if (this.weather === 'elliptic') return { keys: [{ kty: 'EC', kid: 'k9', crv: 'P-256', x: 'AA', y: 'AA' }] };
    return {
      ...(this.weather === 'huge' && { padding: ' '.repeat(3_000_000) }),
      keys: this.keys.map(({ kid, pair, endorsements }) => ({
        ...pair.publicKey.export({ format: 'jwk' }),
        ...{ kid, use: 'sig' },
        ...(endorsements && { endorsements }),
      })),
    };
  }
}
