import type { JWK } from 'jose';
import { z } from 'zod';

import type { Clock } from '../../services/platform/clock';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../services/platform/durations';
import { createHttp } from '../../services/platform/http';
import type { Log } from '../../services/platform/log';

/** https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication */
export const METADATA_URL = 'https://login.botframework.com/v1/.well-known/openidconfiguration';
/** Keys are read again after a day, as Microsoft asks. */
const FRESH_MS = DAY_MS;
/** A key id that is not known, or a day that has passed, asks the metadata at most this often. */
const ASK_EVERY_MS = 5 * MINUTE_MS;
/** The same while no keys are known at all. */
const FIRST_EVERY_MS = SECOND_MS;
/** For the metadata and the keys together; real time. */
const READ_MS_MAX = 5 * SECOND_MS;
/** The Bot Framework's key set has some 100 KB. */
const ANSWER_BYTES_MAX = 2_000_000;

const metadataSchema = z.looseObject({ jwks_uri: z.url() });
const keysSchema = z.looseObject({ keys: z.array(z.unknown()).min(1) });
const keySchema = z.looseObject({
  kty: z.literal('RSA'),
  kid: z.string().min(1),
  n: z.string(),
  e: z.string(),
  endorsements: z.array(z.string()).default([]),
});

/** A public key of the Bot Framework; `endorsements` are the channels for which it signs. */
export interface SigningKey {
  readonly jwk: JWK;
  readonly endorsements: readonly string[];
}

/** No keys could be read yet: nobody can be authenticated now. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

interface Parts {
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly metadataUrl?: string;
  readonly readMsMax?: number;
}

/**
 * The public keys of the Bot Framework, from its OpenID metadata. Known keys are never waited for: they stay in use
 * until newer ones have been read. All who need a reading share one.
 */
export class KeySet {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #log: Log;
  readonly #metadataUrl: string;
  readonly #readMsMax: number;
  #keys: ReadonlyMap<string, SigningKey> = new Map();
  #readMs = -Infinity;
  #askedMs = -Infinity;
  /** When the metadata was last asked for a key id that stayed unknown. */
  #unknownMs = -Infinity;
  #reading: Promise<void> | null = null;
  readonly #http = createHttp({ connections: 1, idleMs: SECOND_MS, answerBytes: ANSWER_BYTES_MAX });

  constructor({ clock, log, metadataUrl = METADATA_URL, readMsMax = READ_MS_MAX }: Parts) {
    this.#clock = clock;
    this.#log = log;
    this.#metadataUrl = metadataUrl;
    this.#readMsMax = readMsMax;
  }

  /** null: the Bot Framework has no such key. Rejects with KeysUnavailable while none could be read. */
  async find(kid: string): Promise<SigningKey | null> {
    const nowMs = this.#clock.now().getTime();
    const known = this.#keys.get(kid);
    if (known) {
      if (nowMs - this.#readMs >= FRESH_MS && nowMs - this.#askedMs >= ASK_EVERY_MS) void this.#read(nowMs);
      return known;
    }
    if (this.#reading || this.#mayAsk(nowMs)) {
      await this.#read(nowMs);
      if (!this.#keys.has(kid)) this.#unknownMs = nowMs;
    }
    if (this.#keys.size === 0) throw new KeysUnavailable();
    return this.#keys.get(kid) ?? null;
  }

  #mayAsk(nowMs: number): boolean {
    return this.#keys.size === 0 ? nowMs - this.#askedMs >= FIRST_EVERY_MS : nowMs - this.#unknownMs >= ASK_EVERY_MS;
  }

  /** Single flight; never rejects. Where it fails, the keys of before stay. */
  #read(nowMs: number): Promise<void> {
    this.#reading ??= this.#readOnce(nowMs).finally(() => (this.#reading = null));
    return this.#reading;
  }

  async #readOnce(nowMs: number): Promise<void> {
    this.#askedMs = nowMs;
    try {
      this.#keys = await this.#readKeys(AbortSignal.timeout(this.#readMsMax));
      this.#readMs = nowMs;
    } catch (error) {
      this.#log.warn({ err: error, known: this.#keys.size }, "the Bot Framework's keys could not be read");
    }
  }

  async #readKeys(signal: AbortSignal): Promise<Map<string, SigningKey>> {
    const { jwks_uri: keysUrl } = metadataSchema.parse(await this.#readJson(this.#metadataUrl, signal));
    if (new URL(keysUrl).protocol !== new URL(this.#metadataUrl).protocol)
      throw new RangeError("the keys' address has another protocol");
    const keys = keysSchema.parse(await this.#readJson(keysUrl, signal)).keys.flatMap((given) => {
      const { success, data } = keySchema.safeParse(given);
      return success ? [data] : [];
    });
    if (keys.length === 0) throw new RangeError('there is no RSA key among the keys');
    return new Map(keys.map(({ kid, kty, n, e, endorsements }) => [kid, { jwk: { kty, n, e }, endorsements }]));
  }

  async #readJson(url: string, signal: AbortSignal): Promise<unknown> {
    const outcome = await this.#http.send({ url, method: 'GET', headers: {}, signal });
    if (outcome.kind !== 'answered') throw outcome.error;
    if (outcome.status !== 200) throw new RangeError(`HTTP ${outcome.status}`);
    return JSON.parse(outcome.body.toString('utf8'));
  }
}
