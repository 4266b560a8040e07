import { ApiProblem, forwardClock } from './api.js';
import { button, byId, h } from './dom.js';
import { fill, TEXTS, type Texts } from './texts.js';
import type { ClockReading } from './wire.js';

const TICK_MS = 500;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The simulated clock: its time, its speed, and the buttons that set it forward. */
export class ClockView {
  readonly #face = byId('clock-face', HTMLElement);
  readonly #speed = byId('clock-speed', HTMLElement);
  readonly #buttons = byId('clock-forward', HTMLElement);
  readonly #said = byId('clock-said', HTMLElement);
  #texts: Texts = TEXTS.en;
  #reading: ClockReading = { now: new Date().toISOString(), speed: 1, canForward: false };
  #readAtMs = Date.now();

  constructor() {
    setInterval(() => {
      this.#tick();
    }, TICK_MS);
  }

  show(reading: ClockReading, texts: Texts): void {
    this.#reading = reading;
    this.#readAtMs = Date.now();
    this.translate(texts);
  }

  translate(texts: Texts): void {
    const { speed, canForward } = this.#reading;
    this.#texts = texts;
    this.#speed.textContent = speed === 1 ? texts.realTime : fill(texts.speed, { speed });
    this.#buttons.replaceChildren(...(canForward ? this.#forwardButtons() : []));
    this.#tick();
  }

  /** Called when somebody set the clock forward. */
  set(now: string): void {
    this.#reading = { ...this.#reading, now };
    this.#readAtMs = Date.now();
    this.#tick();
    this.#said.textContent = fill(this.#texts.forwarded, { time: this.#format({ timeStyle: 'short' }) });
  }

  now(): Date {
    const passedMs = (Date.now() - this.#readAtMs) * this.#reading.speed;
    return new Date(new Date(this.#reading.now).getTime() + passedMs);
  }

  #tick(): void {
    // On a fast clock, seconds would only flicker.
    const second = this.#reading.speed === 1 ? ({ second: '2-digit' } as const) : {};
    this.#face.textContent = this.#format({
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'short',
      ...second,
    });
    this.#face.setAttribute('datetime', this.now().toISOString());
  }

  #format(options: Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(this.#texts.lang === 'en' ? 'en-GB' : 'ja-JP', options).format(this.now());
  }

  #forwardButtons(): HTMLElement[] {
    const texts = this.#texts;
    const make = (ms: number, label: string, title: string): HTMLElement => {
      return button({ class: 'small', title, 'aria-label': title }, label, () => {
        forwardClock(ms).catch((error: unknown) => {
          if (error instanceof ApiProblem) this.#said.textContent = error.message;
        });
      });
    };
    const hours = (n: number): HTMLElement =>
      make(n * HOUR_MS, fill(texts.hours, { n }), fill(texts.forwardHours, { n }));
    return [
      h('span', { class: 'hidden' }, texts.forward),
      make(10 * MINUTE_MS, fill(texts.minutes, { n: 10 }), fill(texts.forwardMinutes, { n: 10 })),
      hours(1),
      hours(8),
    ];
  }
}
