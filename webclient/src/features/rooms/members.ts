/** Who belongs to a room and who is in it, as one list. */

import type { Member } from '../../store/act_types';
import type { Availability, Occupant } from '../../store/types';
import { matches } from '../chat/texts';

export interface Belonging {
  /** Names it in a list. */
  readonly key: string;
  readonly address: string | null;
  readonly name: string;
  readonly affiliation: string;
  readonly reason: string;
  /** As they are there; null for who is not. */
  readonly here: Pick<Occupant, 'nick' | 'role' | 'hats'> | null;
  readonly availability: Availability | null;
  readonly own: boolean;
}

export type Which = 'here' | 'members' | 'banned';

const RANKS = ['owner', 'admin', 'moderator'];
const byName = new Intl.Collator();

export function present(occupants: readonly Occupant[]): Belonging[] {
  return occupants.map((each) => ({
    key: each.nick,
    address: each.address,
    name: each.name,
    affiliation: each.affiliation,
    reason: '',
    here: each,
    availability: each.availability,
    own: each.own,
  }));
}

/** Of the affiliation lists, each as they are there if they are. */
export function belonging(
  members: readonly Member[],
  occupants: readonly Occupant[],
  own: string,
): Belonging[] {
  const byAddress = new Map(occupants.map((each) => [each.address, each]));
  return members.map(({ address, name, affiliation, reason }) => {
    const here = byAddress.get(address) ?? null;
    const availability = here?.availability ?? null;
    return {
      key: address,
      address,
      name,
      affiliation,
      reason,
      here,
      availability,
      own: address === own,
    };
  });
}

/** Those who rule first, then by name. */
export function arranged(all: readonly Belonging[], query: string): Belonging[] {
  const wanted = query.trim();
  return all
    .filter(
      (each) => !wanted || matches(each.name, wanted) || matches(each.here?.nick ?? '', wanted),
    )
    .sort((one, other) => rank(one) - rank(other) || byName.compare(one.name, other.name));
}

export function standing({ affiliation, here }: Belonging): string {
  return RANKS.includes(affiliation) ? affiliation : (here?.role ?? affiliation);
}

function rank(of: Belonging): number {
  const at = RANKS.indexOf(standing(of));
  return at < 0 ? RANKS.length : at;
}

export type Deed = 'owner' | 'admin' | 'member' | 'add' | 'kick' | 'remove' | 'ban' | 'unban';

/** What somebody of an affiliation may do with somebody else there (XEP-0045 #affil-priv). */
export function deeds(ruler: string, of: Belonging, membersOnly: boolean): Deed[] {
  const { affiliation, address, here, own } = of;
  const isOwner = ruler === 'owner';
  if (own || !address || !(isOwner || ruler === 'admin')) return [];
  if (affiliation === 'outcast') return ['unban'];
  const may: Deed[] = [];
  if (isOwner && affiliation !== 'owner') may.push('owner');
  if (isOwner && affiliation !== 'admin') may.push('admin');
  const above = ['owner', 'admin'].includes(affiliation);
  if (above && !isOwner) return may;
  if (above) may.push('member');
  if (affiliation === 'none') may.push('add');
  if (here && !membersOnly && !above) may.push('kick');
  if (affiliation !== 'none') may.push('remove');
  if (!above) may.push('ban');
  return may;
}
