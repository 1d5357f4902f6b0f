import type { peopleWords as English } from '../en/people';

const REASONS: Record<string, string> = {
  'service-unavailable': 'le serveur ne sait pas le faire.',
  'remote-server-timeout': 'le serveur ne répond pas.',
};

export const peopleWords: typeof English = {
  failed: (reason) => `Cela n’a pas fonctionné : ${REASONS[reason] ?? reason}`,

  panel: {
    status: 'Statut',
    departments: 'Services',
    manager: 'Responsable',
    email: 'E-mail',
    address: 'Adresse',
    localTime: 'Heure locale',
    timeFor: (time, name) => `${time} pour ${name}`,
    copy: 'Copier l’adresse',
    copied: 'Adresse copiée',
    directory: 'L’annuaire ne répond pas.',
    block: 'Bloquer',
    unblock: 'Débloquer',
    blockTitle: (name) => `Bloquer ${name} ?`,
    blockText:
      'Rien de ce que cette personne écrit ne vous parvient, elle ne voit pas si vous êtes là, et vous ne pouvez pas lui écrire. Elle n’en est pas informée. Cela vaut sur tous vos appareils.',
    isBlocked: 'Vous avez bloqué cette personne.',
    notes: 'Ce que vous écrivez ici n’est visible que par vous, sur tous vos appareils.',
  },

  menu: { status: 'Statut et disponibilité' },

  status: {
    title: 'Statut et disponibilité',
    availability: 'Comment les autres vous voient',
    shows: {
      online: 'En ligne',
      away: 'Absent',
      dnd: 'Ne pas déranger',
    },
    hints: {
      online: 'Absent après dix minutes sans vous',
      away: '',
      dnd: 'Rien ne sonne, et les autres voient que vous êtes occupé',
    },
    text: 'Statut',
    placeholder: 'Ce que les autres devraient savoir',
    until: 'Jusqu’à',
    untils: {
      always: 'Jusqu’à ce que je le change',
      hour: 'Dans une heure',
      workday: 'Dans 8 heures',
      morning: 'Demain à 8 heures',
      week: 'Dans une semaine',
    },
    devices: 'Cela vaut sur tous vos appareils.',
    save: 'Enregistrer',
    saving: 'Enregistrement…',
    cancel: 'Annuler',
  },

  privacy: {
    hint: 'Ce que les autres apprennent sans que vous le disiez, sur tous vos appareils.',
    receipts: 'Qu’un message vous est parvenu',
    displayed: 'Que vous avez lu un message',
    typing: 'Que vous êtes en train d’écrire',
  },

  lastSeen: (moment) => `Vu pour la dernière fois : ${moment}`,

  shared: {
    title: 'Partagé ici',
    kinds: { image: 'Images', file: 'Fichiers', link: 'Liens' },
    loading: 'Chargement…',
    none: {
      image: 'Aucune image pour le moment.',
      file: 'Aucun fichier pour le moment.',
      link: 'Aucun lien pour le moment.',
    },
    more: 'Afficher les plus anciens',
    failed: 'Impossible de charger ce qui a été partagé.',
    again: 'Réessayer',
    by: (name, day) => `${name}, ${day}`,
    picture: (name, day) => `Image de ${name}, ${day}`,
  },
};
