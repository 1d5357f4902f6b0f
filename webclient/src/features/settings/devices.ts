import { change, read } from '../../store/rest';

/** `GET /api/v1/sessions`: a browser that is signed in. Moments as ISO 8601. */
export interface Browser {
  readonly id: number;
  /** What it calls itself (`User-Agent`). */
  readonly browser: string;
  readonly address: string | null;
  readonly last_seen_at: string;
  readonly current: boolean;
}

/** `GET /api/v1/devices`: a program with a password of its own. */
export interface App {
  readonly id: number;
  readonly name: string;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
}

/** One's own; all reject as `ask` does. */
export class OwnDevices {
  readonly #own: string;

  constructor(own: string) {
    this.#own = own;
  }

  async browsers(): Promise<readonly Browser[]> {
    const { sessions } = await read<{ sessions: readonly Browser[] }>(this.#own, 'sessions');
    return [...sessions].sort((one, other) => Number(other.current) - Number(one.current));
  }

  async apps(): Promise<readonly App[]> {
    return (await read<{ devices: readonly App[] }>(this.#own, 'devices')).devices;
  }

  async signOut(id: number): Promise<void> {
    await change(this.#own, 'DELETE', `sessions/${id}`);
  }

  async rename(id: number, name: string): Promise<void> {
    await change(this.#own, 'PUT', `devices/${id}`, { name });
  }

  async revoke(id: number): Promise<void> {
    await change(this.#own, 'DELETE', `devices/${id}`);
  }
}
