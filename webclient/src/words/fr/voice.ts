import type { voiceWords as English } from '../en/voice';

export const voiceWords: typeof English = {
  title: 'Message vocal',
  asking: 'En attente du microphone. Votre navigateur demande si Stoa peut l’utiliser.',
  recording: 'Enregistrement',
  recorded: 'Enregistré :',
  stop: 'Arrêter et écouter',
  remove: 'Supprimer l’enregistrement',
  send: 'Envoyer le message vocal',
  preparing: 'Préparation…',
  review: 'Votre enregistrement',
  releaseSends: 'Relâchez pour envoyer, éloignez pour supprimer.',
  releaseDeletes: 'Relâchez pour supprimer.',
  longest: (length) => `Un message vocal dure au plus ${length}.`,
  lost: 'Le microphone n’est plus là. Ce qui a été enregistré jusque-là est ici.',
  failedSending: 'L’envoi a échoué. Réessayez ; votre enregistrement est conservé.',
  close: 'Fermer',
  again: 'Réessayer',

  trouble: {
    refused: {
      title: 'Stoa ne peut pas utiliser le microphone',
      hint: 'Appuyez sur le signe à côté de l’adresse de cette page, autorisez le microphone et réessayez. Sur un téléphone, c’est dans les réglages du navigateur.',
    },
    missing: {
      title: 'Aucun microphone trouvé',
      hint: 'Branchez-en un ou allumez-le, puis réessayez.',
    },
    busy: {
      title: 'Le microphone est occupé',
      hint: 'Un autre programme l’utilise. Fermez ce programme et réessayez.',
    },
    insecure: {
      title: 'Cette page ne peut pas utiliser le microphone',
      hint: 'Les navigateurs ne le permettent qu’aux adresses https. Demandez cette adresse de Stoa à votre administration.',
    },
    unable: {
      title: 'Ce navigateur ne sait pas enregistrer',
      hint: 'Utilisez une version récente de Firefox, Chrome, Edge ou Safari.',
    },
    failed: {
      title: 'L’enregistrement a échoué',
      hint: 'Réessayez. S’il échoue encore, rechargez cette page.',
    },
    empty: {
      title: 'Rien n’a été enregistré',
      hint: 'Parlez après avoir appuyé sur le microphone, et appuyez encore pour envoyer.',
    },
  },
};
