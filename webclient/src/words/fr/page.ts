/** Tout ce que la page dit dès le début. */
import type { words as English } from '../en/page';
import { forms } from '../forms';

const { number, counted, listed } = forms('fr');

const kilobytes = (bytes: number): string => `${number(Math.ceil(bytes / 1000))} ko`;

const writing = (names: readonly string[]): string => {
  if (names.length > 3) return 'Plusieurs personnes écrivent…';
  return `${listed(names)} ${names.length === 1 ? 'écrit' : 'écrivent'}…`;
};

const REASONS: Record<string, string> = {
  left: 'vous avez quitté ce salon.',
  'too-long': 'il est trop long.',
};

export const words: typeof English = {
  language: 'fr',
  locale: 'fr',
  product: 'Stoa',
  notes: 'Notes personnelles',

  availability: {
    online: 'En ligne',
    away: 'Absent',
    busy: 'Ne pas déranger',
    offline: 'Hors ligne',
    unknown: 'Disponibilité inconnue',
  },

  list: {
    label: 'Conversations',
    filter: 'Trouver une personne ou un salon',
    clearFilter: 'Effacer la recherche',
    rooms: 'Salons',
    people: 'Personnes',
    you: 'Vous :',
    authored: (author, text) => `${author} : ${text}`,
    draft: 'Brouillon :',
    unread: (count, atLeast) =>
      `${atLeast ? 'au moins ' : ''}${counted(count, 'message non lu', 'messages non lus')}`,
    kinds: { audio: 'Son', call: 'Appel', event: 'Événement' },
    invitation: 'Invitation dans un salon',
    mentions: (count) => counted(count, 'mention de vous', 'mentions de vous'),
    markedUnread: 'Marqué comme non lu',
    pinned: 'Épinglé',
    muted: 'En sourdine',
    mutedBut: 'Mentions seulement',
    more: (name) => `Plus d’actions pour ${name}`,
    filters: {
      label: 'Afficher',
      all: 'Tout',
      unread: 'Non lus',
      mentions: 'Mentions',
      groups: 'Groupes',
    },
    threads: (unread) => (unread ? `Fils : ${counted(unread, 'non lu', 'non lus')}` : 'Fils'),
    archived: (count) => `Archives : ${number(count)}`,
    none: {
      all: 'Rien ici : toutes vos conversations sont archivées.',
      unread: 'Vous avez tout lu.',
      mentions: 'Personne ne vous a mentionné depuis votre dernier passage.',
      groups: 'Vous n’êtes encore dans aucun salon.',
      archived: 'Rien n’est archivé.',
    },
    wasArchived: (name) => `${name} est dans les archives`,
    loadingMore: 'Chargement d’autres conversations…',
    failedMore: 'Impossible de charger d’autres conversations.',
    offline: 'Vos conversations apparaîtront au retour de la connexion.',
    nobody: 'Aucune conversation pour le moment',
    nobodyHint:
      'Vos collègues et vos salons apparaîtront ici dès que votre organisation les aura ajoutés.',
    newMessage: 'Nouveau message',
    searchMessages: (query) => `Rechercher « ${query} » dans les messages`,
    searchAll: (query) => `Chercher « ${query} » dans tout l’annuaire`,
    nothingFound: (query) => `Aucune personne ni aucun salon ne s’appelle « ${query} ».`,
    loading: 'Chargement de vos conversations…',
  },

  welcome: {
    title: 'Choisissez une conversation',
    hint: 'Choisissez une personne ou un salon dans la liste.',
    shortcut: 'permet de trouver n’importe qui par son nom.',
    first: 'Bienvenue dans Stoa',
    firstHint: 'Vos conversations s’ouvriront ici.',
  },

  unknown: {
    title: 'Vous n’avez pas cette conversation',
    hint: 'Elle a peut-être été supprimée, ou le lien est mal écrit.',
    back: 'Retour aux conversations',
  },

  log: {
    label: (name) => `Messages avec ${name}`,
    roomLabel: (name) => `Messages dans ${name}`,
    beginning: 'Votre conversation commence ici.',
    roomBeginning: 'Ce salon commence ici.',
    empty: 'Aucun message pour le moment. Dites bonjour.',
    nothing: 'Il n’y a aucun message à afficher.',
    loadingOlder: 'Chargement de messages plus anciens…',
    failedOlder: 'Impossible de charger les messages plus anciens.',
    tryAgain: 'Réessayer',
    newMessages: 'Nouveaux messages',
    jump: 'Aller au message le plus récent',
    jumpNew: (count) => `${counted(count, 'nouveau message', 'nouveaux messages')} plus bas`,
    showAll: (characters) => `Afficher les ${number(characters)} caractères`,
    showLess: 'Afficher moins',
    heard: (author, text) => `${author} : ${text}`,
    opensElsewhere: 's’ouvre dans un nouvel onglet',
  },

  message: {
    you: 'Vous',
    retracted: 'Ce message a été retiré.',
    ownRetracted: 'Vous avez retiré ce message.',
    edited: 'modifié',
    details: 'Détails de ce message',
    delivery: {
      waiting: 'En attente d’envoi',
      sent: 'Envoyé',
      delivered: 'Distribué',
      read: 'Lu',
      failed: 'Non envoyé',
    },
    received: 'Reçu',
    shared: { picture: 'Image', video: 'Vidéo', voice: 'Message vocal', file: 'Fichier' },
    failed: (reason) => (reason ? `Non envoyé : ${REASONS[reason] ?? reason}` : 'Non envoyé.'),
    retry: 'Réessayer',
    discard: 'Abandonner',
    spoken: (author, time, text) => `${author}, ${time} : ${text}`,
  },

  composer: {
    placeholder: (name) => `Message à ${name}`,
    label: 'Message',
    send: 'Envoyer',
    share: 'Partager des images et des fichiers',
    drop: (name) => `Déposez ici pour partager avec ${name}`,
    notShared:
      'Les fichiers sont toujours là : une partie de cette page n’a pas pu être chargée. Réessayez.',
    notTaken: {
      unreadable:
        'Les dossiers ne peuvent pas être partagés, ni les fichiers que ce navigateur n’a pas le droit de lire.',
      'too-many': '30 fichiers au plus sont partagés à la fois.',
    },
    voice: 'Enregistrer un message vocal',
    voiceHint: 'Touchez pour enregistrer, ou maintenez pendant que vous parlez',
    tooLong: (bytes, limit) =>
      `Trop long : ${kilobytes(bytes)} pour un maximum de ${kilobytes(limit)}. Envoyez-le en plusieurs parties.`,
    keys: 'Entrée envoie, Maj et Entrée commence une nouvelle ligne.',
    refused: (reason) =>
      reason
        ? `Vous ne pouvez pas écrire ici : ${REASONS[reason] ?? reason}`
        : 'Vous ne pouvez pas écrire ici : le salon ne vous a pas laissé entrer.',
    blocked:
      'Vous avez bloqué cette personne : personne ne peut écrire tant que vous ne la débloquez pas.',
    joining: 'Vous pourrez écrire dès que vous serez dans le salon.',
    ended: 'Vous êtes déconnecté.',
    writing,
  },

  link: {
    connecting: 'Connexion…',
    reconnecting: 'La connexion est perdue. Reconnexion…',
    waiting: (seconds) =>
      seconds > 0
        ? `Pas de connexion. Prochain essai dans ${counted(seconds, 'seconde', 'secondes')}.`
        : 'Pas de connexion. Nouvel essai…',
    waitingServer: (seconds) =>
      seconds > 0
        ? `Le serveur ne répond pas. Prochain essai dans ${counted(seconds, 'seconde', 'secondes')}.`
        : 'Le serveur ne répond pas. Nouvel essai…',
    kept: 'Ce que vous écrivez est conservé et sera envoyé au retour de la connexion.',
    offline: 'Cet appareil est hors ligne.',
    retry: 'Essayer maintenant',
    storageFull:
      'Ce navigateur n’a plus de place : les messages plus anciens sont chargés depuis le serveur.',
    storageUnavailable:
      'Ce navigateur ne conserve rien : les messages non envoyés seront perdus si vous fermez cette page.',
  },

  ended: {
    title: 'Vous êtes déconnecté',
    signedOut: 'Votre session est terminée. Reconnectez-vous pour continuer.',
    replaced: 'Cette page a été ouverte ailleurs. Vous pouvez continuer ici.',
    refused: 'Le serveur a mis fin à votre session.',
    signIn: 'Se reconnecter',
    reload: 'Continuer ici',
  },

  room: {
    title: 'Personnes dans ce salon',
  },

  person: {
    title: 'À propos de cette personne',
  },

  menu: {
    label: 'Vous',
  },

  unreachable: {
    title: 'Stoa est injoignable',
    hint: 'Le serveur ne répond pas, ou cet appareil est hors ligne.',
    again: 'Réessayer',
  },

  crash: {
    title: 'Une erreur s’est produite ici',
    hint: 'Vos messages sont en sécurité sur le serveur. Recharger la page suffit en général.',
    reload: 'Recharger',
  },

  missing: {
    title: 'Une nouvelle version de Stoa est disponible',
    hint: 'Cette page date d’avant, et une partie dont elle a besoin n’existe plus. Rechargez-la pour continuer : ce que vous avez écrit est conservé.',
    reload: 'Recharger',
    offlineTitle: 'Impossible d’afficher ceci sans connexion',
    offlineHint: 'Cela reste à charger. Réessayez au retour de la connexion.',
  },

  close: 'Fermer',
  today: 'Aujourd’hui',
  yesterday: 'Hier',
  title: (unread, where) => `${unread > 0 ? `(${unread}) ` : ''}${where ? `${where} · ` : ''}Stoa`,
};
