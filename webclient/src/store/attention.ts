import { clientState } from '../xmpp/client_state';
import type { Connection } from '../xmpp/connection';

/** Who looks away for a moment still sees what comes. */
export const AWAY_AFTER_MS = 60_000;
/** A page that is visible with nobody in front of it. */
export const IDLE_AFTER_MS = 300_000;
const DEEDS = ['pointermove', 'pointerdown', 'keydown', 'wheel'] as const;

/** Tells the server whether somebody looks at this page (XEP-0352): others are disturbed if not. */
export class Attention {
  readonly #connection: Connection;
  #looking = true;
  #active = true;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = Date.now();

  constructor(connection: Connection) {
    this.#connection = connection;
    // A new stream, also one that goes on, begins as active.
    connection.onState(({ kind }) => kind === 'online' && !this.#active && this.#tell());
    for (const deed of DEEDS) addEventListener(deed, () => this.#deed(), { passive: true });
    this.#wait();
  }

  looks(on: boolean): void {
    if (this.#looking === on) return;
    this.#looking = on;
    this.#last = Date.now();
    if (on) this.#become(true);
    this.#wait();
  }

  /** Many a second: no timer is set for each. */
  #deed(): void {
    this.#last = Date.now();
    if (this.#looking) this.#become(true);
  }

  #wait(): void {
    clearTimeout(this.#timer);
    const after = this.#looking ? IDLE_AFTER_MS : AWAY_AFTER_MS;
    const left = this.#last + after - Date.now();
    if (left <= 0) this.#become(false);
    if (this.#active) this.#timer = setTimeout(() => this.#wait(), left);
  }

  #become(active: boolean): void {
    if (this.#active === active) return;
    this.#active = active;
    this.#tell();
    if (active) this.#wait();
  }

  #tell(): void {
    if (this.#connection.state.kind === 'online') this.#connection.send(clientState(this.#active));
  }
}
