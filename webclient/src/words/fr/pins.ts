import type { pinWords as English } from '../en/pins';
import { forms } from '../forms';

const { counted } = forms('fr');

export const pinWords: typeof English = {
  label: 'Messages épinglés',
  unpin: 'Désépingler pour tous',
  told: (text) => `📌 Épinglé : « ${text} »`,
  toldOff: (text) => `📌 Désépinglé : « ${text} »`,
  notice: (name) => `${name} a épinglé un message`,
  noticeOwn: 'Vous avez épinglé un message',
  noticeOff: (name) => `${name} a désépinglé un message`,
  noticeOffOwn: 'Vous avez désépinglé un message',
  jump: (name, text) => `Afficher le message épinglé : ${name} : ${text}`,
  all: (count) => counted(count, 'message épinglé', 'messages épinglés'),
  by: (name, day) => `Épinglé par ${name}, ${day}`,
  byYou: (day) => `Épinglé par vous, ${day}`,
  without: 'Un message sans texte',

  linkCopied: 'Lien copié.',
  link: {
    looking: 'Recherche du message…',
    none: 'Vous n’avez pas accès à ce message',
    noneHint: 'Il a été retiré, ou bien vous ne participez pas à cette conversation.',
    failed: 'Le message n’a pas pu être recherché',
    failedHint: 'Vérifiez votre connexion, puis réessayez.',
    again: 'Réessayer',
    back: 'Retour à vos conversations',
  },
};
