import type { Member, RoomInfo } from '../../store/act_types';
import type { Client, Conversation } from '../../store/types';

/** Who belongs to a room and what it says of itself, as far as one may know. */
export class Membership {
  members = $state.raw<readonly Member[]>([]);
  info = $state.raw<RoomInfo | null>(null);
  /** No person owns it: what it is follows from the directory. */
  managed = $state(false);
  loaded = $state(false);
  failed = $state(false);
  readonly #client: Client;
  /** None any more where the room was destroyed, or left. */
  readonly #conversation: () => Conversation | null;

  constructor(client: Client, conversation: () => Conversation | null) {
    this.#client = client;
    this.#conversation = conversation;
  }

  /** The own affiliation. */
  get ruler(): string {
    return this.#conversation()?.occupants.find((each) => each.own)?.affiliation ?? 'none';
  }

  async load(): Promise<void> {
    const address = this.#conversation()?.address;
    if (!address) return;
    const acts = this.#client.acts();
    const [members, info] = await Promise.allSettled([
      acts.then(({ rooms }) => rooms.members(address)),
      acts.then(({ rooms }) => rooms.about(address)),
    ]);
    if (address !== this.#conversation()?.address) return;
    this.failed = members.status === 'rejected';
    if (members.status === 'fulfilled') {
      this.members = members.value.filter((each) => each.address.includes('@'));
      this.managed = !this.members.some((each) => each.affiliation === 'owner');
    }
    if (info.status === 'fulfilled') this.info = info.value;
    this.loaded = true;
  }
}
