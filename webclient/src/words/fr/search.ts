import type { searchWords as English } from '../en/search';
import { forms } from '../forms';

const { counted } = forms('fr');

export const searchWords: typeof English = {
  title: 'Rechercher dans les messages',
  field: 'Mots, noms, #hashtags',
  label: 'Ce qu’il faut chercher dans les messages',
  clear: 'Effacer la recherche',
  back: 'Retour aux conversations',
  here: 'Rechercher dans cette conversation',
  toResults: (query) => `Résultats pour « ${query} »`,
  leaveResults: 'Oublier les résultats',

  filters: 'Filtres',
  remove: (filter) => `Retirer : ${filter}`,
  from: (name) => `De ${name}`,
  in: (name) => `Dans ${name}`,
  before: (day) => `Avant : ${day}`,
  after: (day) => `Après : ${day}`,
  has: {
    file: 'Avec fichier',
    image: 'Avec image',
    link: 'Avec lien',
    voice: 'Messages vocaux',
  },
  unread: 'Non lus',
  me: 'moi',
  add: { from: 'De…', in: 'Dans…', date: 'Date…' },
  date: {
    title: 'Quand cela a été dit',
    after: 'Après',
    before: 'Avant',
    clear: 'N’importe quand',
  },
  days: {
    today: 'Aujourd’hui',
    yesterday: 'Hier',
    week: 'Il y a une semaine',
    month: 'Il y a un mois',
  },

  completions: 'Suggestions',
  completed: (count) => counted(count, 'suggestion', 'suggestions'),
  operators: {
    from: 'la personne qui l’a écrit',
    in: 'le salon, ou la personne avec qui',
    before: 'dit avant un jour',
    after: 'dit après un jour',
    has: 'un fichier, une image, un lien ou un message vocal',
    is: 'ce que vous n’avez pas encore lu',
  },

  order: { label: 'Ordre', best: 'Plus pertinents', newest: 'Plus récents' },
  asking: 'Recherche…',
  total: (count) => counted(count, 'message', 'messages'),
  you: 'Vous',
  around: 'Afficher ce qui a été dit autour',
  lessAround: 'Afficher moins',
  aroundFailed: 'Impossible de charger ce qui a été dit autour.',
  more: 'Afficher plus',
  loading: 'Chargement…',
  moreFailed: 'Impossible de charger d’autres résultats.',
  again: 'Réessayer',

  nothing: 'Aucun résultat',
  nothingHint: 'Essayez avec moins de mots ou d’autres mots, ou retirez un filtre.',
  everywhere: 'Rechercher partout',
  failed: 'La recherche ne répond pas',
  failedHint: 'Réessayez dans un instant.',
  offline:
    'Vous êtes hors ligne : seuls les messages conservés dans ce navigateur ont été parcourus. La recherche reprendra d’elle-même au retour de la connexion.',
  nothingHere: 'Rien de tel n’est conservé dans ce navigateur',
  nothingHereHint: 'Les messages plus anciens seront parcourus au retour de la connexion.',

  begin: 'Retrouver ce qui a été dit',
  beginHint: 'Dans toutes vos conversations, sous toutes les formes d’un mot.',
  recent: 'Recherches récentes',
  forget: 'Les oublier',
  examples: 'Vous pouvez aussi écrire',
  example: {
    phrase: '"semaine prochaine"',
    phraseHint: 'ces mots dans cet ordre',
    tag: '#budget',
    tagHint: 'ce qui porte ce hashtag',
  },
};
