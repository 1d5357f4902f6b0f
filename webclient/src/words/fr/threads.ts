import type { threadWords as English } from '../en/threads';
import { forms } from '../forms';

const { counted } = forms('fr');

export const threadWords: typeof English = {
  title: 'Fils',
  back: 'Retour aux conversations',
  label: 'Fils que vous suivez',
  which: 'Fils affichés',
  all: 'Tous',
  onlyUnread: 'Non lus',
  none: 'Vous ne suivez encore aucun fil',
  noneHint:
    'Répondez à un message avec « Répondre dans un fil », ou suivez un fil trouvé dans une conversation.',
  nothingUnread: 'Vous avez tout lu dans les fils que vous suivez.',
  loading: 'Chargement des fils…',
  failed: 'Impossible de charger les fils.',
  again: 'Réessayer',
  more: 'Afficher des fils plus anciens',
  replies: (count) => counted(count, 'réponse', 'réponses'),
  unread: (count) => counted(count, 'réponse non lue', 'réponses non lues'),
  mentions: (count) => counted(count, 'mention de vous', 'mentions de vous'),
  gone: 'Le message de départ n’est plus disponible.',
  you: 'Vous :',
  in: (name) => `Fils de la conversation ${name}`,
  noneHere: 'Il n’y a pas encore de fil ici.',
  follow: 'Suivre',
  following: 'Suivi',
  followHint: 'Suivre ce fil : vous verrez quand quelqu’un y répond',
  unfollowHint: 'Vous suivez ce fil. Ne plus le suivre',
  notDone: 'Cela n’a pas fonctionné. Réessayez.',
};
