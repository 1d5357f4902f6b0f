import type { laterWords as English } from '../en/later';
import { forms } from '../forms';

const { counted } = forms('fr');

export const laterWords: typeof English = {
  newMessage: {
    title: 'Nouveau message',
    label: 'À',
    hint: 'Un nom, une fonction ou un service. Les accents et les petites fautes de frappe ne comptent pas.',
    results: 'Collègues',
    searching: 'Recherche…',
    found: (count, most) => {
      if (count >= most)
        return `Les ${most} premiers : écrivez davantage du nom pour en voir d’autres.`;
      if (count === 0) return '';
      return counted(count, 'personne trouvée', 'personnes trouvées');
    },
    nobody: 'Personne de ce nom',
    nobodyHint: 'Essayez le nom de famille seul, ou le service où la personne travaille.',
    failed: 'L’annuaire ne répond pas.',
    again: 'Réessayer',
  },

  row: {
    label: (name) => `Actions pour ${name}`,
    read: 'Marquer comme lu',
    unread: 'Marquer comme non lu',
    pin: 'Épingler en haut',
    unpin: 'Désépingler',
    archive: 'Archiver jusqu’au prochain message',
    unarchive: 'Sortir des archives',
    undo: 'Annuler',
    notify: 'Notifications',
    wishes: {
      always: 'Tous les messages',
      'on-mention': 'Seulement si l’on vous mentionne',
      never: 'Rien',
    },
    until: (wish, moment) => (moment ? `${wish} jusqu’à ${moment}` : wish),
    mutes: {
      hour: 'Rien pendant une heure',
      workday: 'Rien pendant 8 heures',
      morning: 'Rien jusqu’à demain 8 heures',
      week: 'Rien pendant une semaine',
    },
  },

  menu: {
    settings: 'Paramètres',
    health: 'Administration',
    signOut: 'Se déconnecter',
    signingOut: 'Déconnexion…',
  },

  message: {
    written: 'Écrit',
    editedAt: 'Modifié',
    notYet: 'pas encore',
    copy: 'Copier le texte',
    copied: 'Copié',
  },

  queue: {
    label: 'Messages non envoyés',
    failed: (count) =>
      `${counted(count, 'message n’a', 'messages n’ont')} pas été envoyé${count > 1 ? 's' : ''}.`,
    waiting: (count) =>
      `${counted(count, 'message attend', 'messages attendent')} d’être envoyé${count > 1 ? 's' : ''}.`,
    retry: 'Réessayer',
    discard: 'Abandonner',
    sure: 'Abandonner les messages non envoyés ?',
    lost: (count) =>
      `${counted(count, 'message sera effacé', 'messages seront effacés')} de ce navigateur. Personne ne ${count > 1 ? 'les a reçus' : 'l’a reçu'}.`,
    keep: 'Garder',
  },

  signOut: {
    title: 'Se déconnecter avec des messages non envoyés ?',
    text: (count) =>
      `${counted(count, 'message n’a', 'messages n’ont')} pas été envoyé${count > 1 ? 's' : ''}. La déconnexion efface tout de ce navigateur : ce sera perdu.`,
    confirm: 'Se déconnecter et les perdre',
    cancel: 'Rester',
    failed: 'Vous êtes toujours connecté',
    failedHint:
      'Le serveur n’a pas pu être prévenu. Réessayez quand il sera joignable : rien n’a été effacé de ce navigateur.',
    again: 'Réessayer',
  },
};
