import type { roomWords as English } from '../en/rooms';
import { forms } from '../forms';

const { number, counted } = forms('fr');

const REASONS: Record<string, string> = {
  forbidden: 'vous n’en avez pas le droit ici.',
  'not-allowed': 'ce n’est pas permis ici.',
  'registration-required': 'seuls ses membres peuvent entrer.',
  'item-not-found': 'il n’existe plus.',
  conflict: 'quelqu’un doit en rester propriétaire.',
  'remote-server-timeout': 'le serveur ne répond pas.',
};

export const roomWords: typeof English = {
  failed: (reason) => `Cela n’a pas fonctionné : ${REASONS[reason] ?? reason}`,
  cancel: 'Annuler',
  save: 'Enregistrer',
  saving: 'Enregistrement…',

  start: {
    label: 'Ou commencer autre chose',
    group: 'Nouveau groupe',
    browse: 'Trouver un salon',
    notes: 'Notes personnelles',
    notesHint: 'Vous seul les voyez',
  },

  group: {
    title: 'Nouveau groupe',
    name: 'Nom',
    description: 'À quoi il sert (facultatif)',
    who: 'Qui peut entrer',
    membersOnly: 'Seulement les personnes invitées par des membres',
    open: 'Toute votre organisation',
    people: 'Personnes',
    create: 'Créer le groupe',
    creating: 'Création…',
    nameless: 'Un groupe a besoin d’un nom.',
    invitation: (inviter, name, room) =>
      `${inviter} vous invite dans le groupe « ${name} » : xmpp:${room}?join`,
  },

  people: {
    field: 'Chercher des personnes',
    hint: 'Écrivez un nom et choisissez avec Entrée. Retour arrière retire le dernier.',
    results: 'Collègues',
    chosen: 'Choisies',
    remove: (name) => `Retirer ${name}`,
    nobody: 'Personne de ce nom',
    searching: 'Recherche…',
  },

  browse: {
    title: 'Trouver un salon',
    find: 'Filtrer par nom',
    hint: 'Les salons où tout le monde peut entrer.',
    none: 'Il n’y a pas d’autre salon où vous pourriez entrer.',
    nothing: (query) => `Aucun salon ne s’appelle « ${query} ».`,
    here: (count) =>
      count === null ? '' : counted(count, 'personne présente', 'personnes présentes'),
    join: 'Entrer',
    more: 'Afficher d’autres salons',
    failed: 'Impossible de charger la liste des salons.',
    again: 'Réessayer',
    loading: 'Chargement…',
  },

  invitation: {
    text: (inviter, room) => `${inviter} vous invite : ${room}`,
    own: (room) => `Vous avez envoyé une invitation : ${room}`,
    accept: 'Accepter',
    decline: 'Refuser',
    entering: 'Entrée dans le salon…',
    inside: 'Vous êtes dans ce salon.',
    open: 'L’ouvrir',
  },

  panel: {
    subject: 'Sujet',
    noSubject: 'Aucun sujet n’est défini.',
    editSubject: 'Changer le sujet',
    about: 'À propos',
    managed:
      'Votre organisation gère ce salon : ses membres découlent des services, et personne ne le quitte ni ne le modifie ici.',
    membersOnly: 'Seuls les membres peuvent entrer.',
    open: 'Toute votre organisation peut entrer.',
    invite: 'Inviter des personnes',
    settings: 'Réglages',
    leave: 'Quitter ce salon',
    left: (name) => `Vous avez quitté ${name}`,
    again: 'Entrer à nouveau',
    here: (count) => `Ici (${number(count)})`,
    some: (count) =>
      `Le salon est si grand qu’il n’en indique que ${number(count)}. Tous ceux qui en font partie se trouvent sous « Membres ».`,
    members: (count) => `Membres (${number(count)})`,
    banned: (count) => `Exclus (${number(count)})`,
    lists: 'Qui est affiché',
    find: 'Trouver quelqu’un',
    nobody: 'Personne.',
    nothing: (query) => `Personne ne s’appelle « ${query} ».`,
    noList: 'Impossible de charger la liste des membres.',
    membersKnow: 'Seuls les membres voient qui fait partie de ce salon.',
    you: 'vous',
    nick: (nick) => `sous le nom ${nick}`,
    affiliations: {
      owner: 'Propriétaire',
      admin: 'Administration',
      member: '',
      outcast: 'Exclu',
      none: '',
    },
    moderator: 'Modération',
    visitor: 'Lecture seule',
    away: 'Absent d’ici',
    what: (name) => `Actions pour ${name}`,
  },

  person: {
    write: 'Écrire un message',
    owner: 'Rendre propriétaire',
    admin: 'Confier l’administration',
    member: 'Rendre simple membre',
    add: 'Rendre membre',
    kick: 'Faire sortir pour le moment',
    remove: 'Retirer du salon',
    ban: 'Exclure définitivement…',
    unban: 'Laisser entrer à nouveau',
    removed: (name) => `${name} ne fait plus partie du salon`,
    banned: (name) => `${name} ne peut plus entrer`,
    kicked: (name) => `${name} a dû sortir pour le moment`,
    changed: (name) => `Le rôle de ${name} a changé`,
    ownerTitle: (name) => `Rendre ${name} propriétaire ?`,
    ownerText:
      'Les propriétaires peuvent modifier et supprimer le salon, et vous retirer ce droit.',
    ownerConfirm: 'Rendre propriétaire',
    banTitle: (name) => `Exclure ${name} ?`,
    banText:
      'Cette personne sort aussitôt et ne peut plus entrer, jusqu’à ce que quelqu’un le lui permette.',
    banReason: 'Motif (visible par tous dans le salon)',
    banConfirm: 'Exclure',
  },

  settings: {
    title: 'Réglages du salon',
    name: 'Nom',
    description: 'Description',
    listed: 'Figure dans la liste des salons',
    anyoneSetsSubject: 'Tout le monde peut changer le sujet',
    membersInvite: 'Les membres peuvent inviter d’autres personnes',
    history: 'Qui arrive plus tard lit',
    histories: { all: 'tout ce qui a été dit', 'since-joining': 'ce qui se dit à partir de là' },
    destroy: 'Supprimer ce salon…',
    destroyTitle: (name) => `Supprimer ${name} pour tout le monde ?`,
    destroyText:
      'Tout le monde en sort, et plus personne ne peut y entrer ni y écrire. C’est irréversible.',
    destroyConfirm: 'Supprimer',
    loading: 'Chargement des réglages…',
  },

  invite: {
    title: (name) => `Inviter des personnes : ${name}`,
    send: 'Inviter',
    sending: 'Envoi des invitations…',
    sent: (count) => counted(count, 'invitation envoyée', 'invitations envoyées'),
  },

  undo: 'Annuler',
};
