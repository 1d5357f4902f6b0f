import type { headerWords as English } from '../en/header';
import { forms } from '../forms';

const { counted } = forms('fr');

export const headerWords: typeof English = {
  back: 'Retour aux conversations',
  roomDetails: 'Personnes dans ce salon',
  personDetails: 'À propos de cette personne',
  members: (count) => counted(count, 'personne ici', 'personnes ici'),
  joining: 'Entrée dans le salon…',
  refused: 'Vous n’êtes pas dans ce salon',
  unknown: 'Disponibilité inconnue',
  notes: 'Vous seul les voyez',
};
