import type { messageWords as English } from '../en/messages';
import { forms } from '../forms';

const { number, counted, listed } = forms('fr');

const MOST_NAMED = 12;

const named = (names: readonly string[]): string => {
  const more = names.length - MOST_NAMED;
  if (more <= 0) return listed(names);
  return listed([...names.slice(0, MOST_NAMED), counted(more, 'autre', 'autres')]);
};

export const messageWords: typeof English = {
  of: (author, hour) => `Message de ${author}, ${hour}`,
  ofYou: (hour) => `Votre message, ${hour}`,
  acts: {
    react: 'Réagir',
    reply: 'Répondre',
    thread: 'Répondre dans un fil',
    edit: 'Modifier',
    copy: 'Copier le texte',
    link: 'Copier le lien',
    pin: 'Épingler pour tous',
    report: 'Signaler…',
    forward: 'Transférer…',
    select: 'Sélectionner',
    details: 'Détails',
    hide: 'Supprimer pour moi',
    retract: 'Supprimer pour tous',
    remove: 'Retirer pour tous…',
  },
  more: 'Plus',
  reactWith: (emoji) => `Réagir avec ${emoji}`,
  moreEmoji: 'Plus d’émojis',

  bar: {
    replying: (name) => `Réponse à ${name}`,
    replyingToSelf: 'Réponse à vous-même',
    editing: 'Modifier votre message',
    cancel: 'Annuler',
    gone: 'Le message n’est plus là.',
  },

  reactions: {
    label: 'Réactions',
    chip: (emoji, names) => `${emoji} par ${named(names)}`,
    more: (count) => `${number(count)} de plus`,
    fewer: 'Moins',
    who: 'Qui a réagi',
    spoken: (emoji, count) => `${emoji} ${count}.`,
  },

  quote: {
    unknown: 'En réponse à',
    somebody: 'quelqu’un',
    spoken: (name) => `En réponse à ${name}.`,
    retracted: 'Ce message a été retiré.',
    missing: 'Ce message ne peut pas être affiché ici.',
    jump: (name, text) => `Afficher le message auquel celui-ci répond : ${name} : ${text}`,
    notFound: 'Ce message n’est plus là, ou il est plus ancien que ce que vous pouvez lire.',
    failed: 'Le message n’a pas pu être recherché. Réessayez.',
  },

  you: 'vous',
  writeTo: (name) => `Écrire à ${name}`,
  copied: 'Copié.',
  notCopied: 'Ce navigateur n’a pas permis de copier le texte.',
  looking: 'Recherche…',

  undoable: {
    retract: () => 'Message retiré',
    hide: (count) => (count === 1 ? 'Supprimé pour vous' : `${number(count)} supprimés pour vous`),
  },

  selection: {
    label: 'Actions pour les messages sélectionnés',
    count: (count) => counted(count, 'sélectionné', 'sélectionnés'),
    spoken: (said) => `Sélectionné. ${said}`,
    copy: 'Copier les messages sélectionnés',
    forward: 'Transférer les messages sélectionnés',
    hide: 'Supprimer pour moi les messages sélectionnés',
    end: 'Terminer la sélection',
  },

  forward: {
    title: 'Transférer',
    label: 'À',
    several: (count) => counted(count, 'message', 'messages'),
    results: 'Personnes et salons',
    searching: 'Recherche…',
    nobody: 'Aucune personne ni aucun salon de ce nom.',
    sending: 'Transfert…',
    failed: 'Le transfert a échoué. Réessayez.',
    done: (name) => `Transféré à ${name}.`,
  },

  remove: {
    title: 'Retirer pour tout le monde ?',
    what: (name, text) => `${name} : ${text}`,
    reason: 'Motif, visible par tous dans le salon',
    refused: (words) => `Le message n’a pas été retiré : ${words}`,
    cancel: 'Annuler',
    confirm: 'Retirer',
  },
  removed: (reason) =>
    reason ? `La modération a retiré ce message : ${reason}` : 'La modération a retiré ce message.',
  editing: 'modification en cours…',
  editFailed: 'Votre modification a été refusée : les autres voient le message tel qu’il était.',

  thread: {
    title: 'Fil de discussion',
    part: 'Dans un fil',
    answers: (count) => counted(count, 'réponse', 'réponses'),
    label: 'Messages de ce fil',
    placeholder: 'Répondre dans ce fil',
    earlier: (count) => `Afficher ${counted(count, 'message précédent', 'messages précédents')}`,
    missing: 'Le début de ce fil n’est plus là.',
  },

  details: {
    reason: 'Motif',
    readBy: (count) => `Lu par ${counted(count, 'personne', 'personnes')}`,
    versions: 'Ce qu’il disait avant',
  },

  date: {
    jump: (day) => `${day} : aller à une date`,
    title: 'Aller à une date',
    label: 'Date',
    go: 'Afficher',
    none: 'Depuis cette date, il n’y a rien que vous puissiez lire.',
    unread: 'Premier message non lu',
  },

  picker: {
    label: 'Choisir un émoji',
    search: 'Chercher un émoji (en anglais)',
    recent: 'Utilisés récemment',
    tone: 'Couleur de peau',
    tones: ['Jaune', 'Claire', 'Moyennement claire', 'Moyenne', 'Moyennement foncée', 'Foncée'],
    nothing: 'Aucun émoji de ce nom.',
    loading: 'Chargement des émojis…',
    failed: 'Impossible de charger les émojis.',
    again: 'Réessayer',
    found: (count) => counted(count, 'émoji trouvé', 'émojis trouvés'),
  },
};
