import type { notificationWords as English } from '../en/notifications';

export const notificationWords: typeof English = {
  title: 'Notifications',
  something: 'Du nouveau',
  authored: (author, text) => `${author} : ${text}`,
  file: 'Un fichier',

  here: 'Dans ce navigateur',
  on: 'Ce navigateur vous signale les nouveautés.',
  onWithPush:
    'Même sans page de Stoa ouverte, tant que le navigateur fonctionne et que votre session est ouverte.',
  onPageOnly:
    'Seulement tant qu’une page de Stoa est ouverte : ce navigateur n’a pas de service de notifications, ou ne peut pas le joindre.',
  off: 'Ce navigateur ne vous signale encore rien. À l’activation, il vous demandera une fois la permission.',
  turnOn: 'Activer',
  turningOn: 'Activation…',
  turnOff: 'Désactiver',
  denied: 'Ce navigateur ne le permet pas',
  deniedHint:
    'Vous, ou la personne qui gère ce navigateur, avez interdit les notifications de cette page. Autorisez-les dans les réglages de la page, à côté de son adresse, puis revenez.',
  unsupported: 'Ce navigateur ne peut pas afficher de notifications',
  unsupportedHint:
    'Sur un iPhone ou un iPad, ajoutez d’abord cette page à l’écran d’accueil ; sinon, utilisez un autre navigateur ou n’importe quel logiciel XMPP.',
  failed: 'Cela n’a pas fonctionné. Réessayez.',

  everywhere: 'Dans tous vos navigateurs',
  enabled: 'Me signaler les nouveautés',
  previews: 'Montrer qui a écrit, et le début du message',
  sound: 'Émettre un son',
  rooms: 'Dans les salons sans réglage particulier',
  wishes: {
    always: 'Tous les messages',
    'on-mention': 'Seulement si l’on vous mentionne',
    never: 'Rien',
  },
  quiet: 'Ne pas déranger à certaines heures',
  begin: 'De',
  end: 'À',
  days: 'À partir du',
  dayNames: ['lun.', 'mar.', 'mer.', 'jeu.', 'ven.', 'sam.', 'dim.'],
  dayNamesLong: ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'],
  zone: (name) => `Heures de ${name.replaceAll('_', ' ')}`,
  also: 'Rien n’est signalé non plus tant que vous êtes en « Ne pas déranger », tant que vous regardez un autre appareil, ni pour les conversations en sourdine.',
  loading: 'Chargement…',
  unreachable: 'Impossible de charger vos réglages.',
  unsaved: 'Impossible d’enregistrer. Réessayez.',
  kept: 'Enregistré',
  again: 'Réessayer',
};
