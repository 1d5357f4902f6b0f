import type { settingsWords as English } from '../en/settings';
import { forms } from '../forms';

const { counted } = forms('fr');

export const settingsWords: typeof English = {
  title: 'Paramètres',
  back: 'Tous les paramètres',
  loading: 'Chargement…',
  failed: 'Le chargement a échoué.',
  again: 'Réessayer',
  sections: {
    profile: 'Profil',
    appearance: 'Apparence',
    notifications: 'Notifications',
    privacy: 'Confidentialité',
    devices: 'Appareils',
    storage: 'Stockage',
    language: 'Langue',
    shortcuts: 'Raccourcis clavier',
    about: 'À propos de Stoa',
  },
  also: {
    profile: 'nom photo avatar fonction adresse',
    appearance: 'thème sombre clair contraste police taille densité animation',
    notifications: 'son push silence alertes',
    privacy: 'confirmation lecture saisie dernière connexion bloquer',
    devices: 'sessions navigateurs applications mots de passe téléphone',
    storage: 'cache espace hors ligne vider',
    language: 'english deutsch français español',
    shortcuts: 'touches clavier aide',
    about: 'installer application version visite aide',
  },
  themes: { system: 'Couleurs du système', light: 'Couleurs claires', dark: 'Couleurs sombres' },

  profile: {
    directory:
      'Ces informations viennent de l’annuaire de votre organisation. Une erreur se corrige là-bas, puis disparaît ici.',
    position: 'Fonction',
    departments: 'Services',
    manager: 'Responsable',
    email: 'E-mail',
    address: 'Adresse',
    status: 'Statut',
    change: 'Modifier le statut et la disponibilité',
    copy: 'Copier l’adresse',
    copied: 'Adresse copiée',
  },

  picture: {
    set: 'Choisir une photo',
    change: 'Changer de photo',
    remove: 'Retirer votre photo',
    title: 'Votre photo',
    frame: 'La partie de la photo que les autres voient',
    hint: 'Faites glisser la photo jusqu’au bon endroit, ou utilisez les flèches ; + et − changent l’agrandissement.',
    zoom: 'Agrandissement',
    save: 'Enregistrer',
    saving: 'Enregistrement…',
    other: 'Autre photo',
    cancel: 'Annuler',
    saved: 'C’est enregistré. Tout le monde voit votre nouvelle photo.',
    removed:
      'La photo est retirée. Ce qui s’affiche maintenant vient de l’annuaire de votre organisation.',
    notAllowed:
      'Votre organisation affiche les photos de son annuaire ; vous ne pouvez pas choisir la vôtre.',
    failed: {
      unreadable: 'Cette image ne peut pas être utilisée. Choisissez un fichier PNG, JPEG ou WebP.',
      notAllowed: 'Votre organisation ne permet pas de choisir sa photo.',
      network: 'Le serveur est injoignable. Réessayez dans un instant.',
    },
  },

  appearance: {
    hint: 'Pour ce navigateur. Les réglages de votre système comptent aussi.',
    theme: 'Couleurs',
    themes: { system: 'Comme le système', light: 'Clair', dark: 'Sombre' },
    size: 'Taille du texte',
    sizes: { small: 'Petite', normal: 'Normale', large: 'Grande', largest: 'Très grande' },
    density: 'Espacement des listes',
    densities: { roomy: 'Aéré', compact: 'Compact' },
    contrast: 'Plus de contraste',
    contrastHint: 'Des couleurs et des lignes plus marquées',
    still: 'Moins d’animations',
    stillHint: 'Rien ne glisse, ne se fond ni ne tourne',
  },

  language: {
    hint: 'Sur tous vos appareils. La page se recharge ; rien de ce que vous avez écrit n’est perdu.',
    label: 'Langue de Stoa',
  },

  privacy: {
    blocked: 'Personnes bloquées',
    blockedHint:
      'Rien de ce qu’elles écrivent ne vous parvient, et elles ne voient pas si vous êtes là. On bloque une personne depuis les informations qui la concernent.',
    nobody: 'Vous n’avez bloqué personne.',
    unblock: 'Débloquer',
    unblockOne: (name) => `Débloquer ${name}`,
  },

  devices: {
    browsers: 'Navigateurs',
    browsersHint: 'Là où vous êtes connecté avec votre propre mot de passe.',
    thisOne: 'Ce navigateur',
    unknownBrowser: 'Un navigateur',
    browserOn: (browser, system) => `${browser} sous ${system}`,
    seen: (moment, address) =>
      address
        ? `Dernière activité : ${moment}, depuis ${address}`
        : `Dernière activité : ${moment}`,
    signOut: 'Déconnecter',
    signOutOne: (name) => `Déconnecter ${name}`,
    signOutOthers: 'Déconnecter tous les autres',
    othersTitle: 'Se déconnecter partout ailleurs ?',
    othersText: (count) =>
      `${counted(count, 'autre navigateur est déconnecté', 'autres navigateurs sont déconnectés')} immédiatement, et tout ce qui est à vous y est supprimé. Les applications qui ont leur propre mot de passe restent connectées.`,
    apps: 'Applications',
    appsHint:
      'Des programmes sur votre téléphone ou votre ordinateur. Chacun se connecte avec son propre mot de passe.',
    noApps: 'Aucune application pour l’instant : tout programme XMPP peut en être une.',
    add: 'Ajouter une application',
    added: (day) => `Ajoutée : ${day}`,
    used: (moment) => `dernière connexion : ${moment}`,
    neverUsed: 'jamais utilisée',
    expired: 'Expirée',
    rename: 'Renommer',
    renameOne: (name) => `Renommer ${name}`,
    name: 'Nom',
    save: 'Enregistrer',
    cancel: 'Annuler',
    revoke: 'Supprimer',
    revokeOne: (name) => `Supprimer ${name}`,
    revokeTitle: (name) => `Supprimer ${name} ?`,
    revokeText:
      'L’application est déconnectée dans la seconde, et son mot de passe ne servira plus jamais. Ce qu’elle a reçu reste sur l’appareil.',
    revokeConfirm: 'Supprimer et déconnecter',
  },

  storage: {
    hint: 'Pour que Stoa s’ouvre aussitôt et se lise même sans connexion, ce navigateur conserve ce que vous avez vu en dernier.',
    used: (size) => `${size} sont conservés dans ce navigateur.`,
    unknown: 'Ce navigateur ne dit pas combien il conserve.',
    unavailable:
      'Ce navigateur ne conserve rien : ses réglages l’interdisent, ou son disque est plein.',
    clear: 'Supprimer ce qui est conservé',
    clearHint:
      'Tout se recharge quand vous le regardez. Les brouillons et les messages non envoyés restent.',
    clearing: 'Suppression…',
    kept: 'Demander au navigateur de ne jamais le supprimer',
    keptHint: 'Sinon, un navigateur dont le disque est presque plein peut le supprimer.',
    isKept: 'Ce navigateur ne le supprime pas de lui-même.',
    notKept:
      'Ce navigateur n’a pas accepté. Beaucoup acceptent une fois la page installée ou souvent utilisée.',
  },

  shortcuts: {
    groups: {
      everywhere: 'Partout',
      list: 'Dans la liste',
      writing: 'Pendant la saisie',
      message: 'Sur un message',
    },
    keys: {
      find: 'Trouver personnes, salons et actions',
      search: 'Rechercher dans les messages, d’abord ici',
      neighbours: 'Conversation suivante ou précédente',
      settings: 'Paramètres',
      shortcuts: 'Cette liste',
      close: 'Fermer ce qui est ouvert',
      rows: 'Parcourir les conversations',
      rowMenu: 'Ce qu’on peut en faire',
      send: 'Envoyer',
      line: 'Nouvelle ligne',
      edit: 'Modifier votre dernier message, dans un champ vide',
      bold: 'Gras',
      italic: 'Italique',
      strike: 'Barré',
      complete: 'Personnes, salons, hashtags et émojis',
      messages: 'Parcourir les messages',
      messageMenu: 'Ce qu’on peut en faire',
      reply: 'Répondre',
      react: 'Réagir',
      change: 'Modifier',
      thread: 'Répondre dans un fil',
      pin: 'Épingler ou désépingler',
      day: 'Aller à une date',
      remove: 'Supprimer',
    },
    or: 'ou',
    named: {
      Up: '↑',
      Down: '↓',
      Right: '→',
      Enter: 'Entrée',
      Shift: 'Maj',
      Alt: 'Alt',
      Ctrl: 'Ctrl',
      Cmd: '⌘',
      Esc: 'Échap',
      Del: 'Suppr',
    },
  },

  about: {
    what: 'Le lieu d’échange de votre organisation. Stoa parle XMPP : tout programme qui le parle aussi peut y prendre part.',
    install: 'Installer comme application',
    installHint: 'Stoa reçoit une icône et sa propre fenêtre ; rien d’autre ne change.',
    installed: 'Stoa est installé sur cet appareil.',
    byHand:
      'Ce navigateur propose peut-être l’installation dans son propre menu : « Installer » ou « Ajouter à l’écran d’accueil ».',
    account: 'Votre compte',
    api: 'Interface pour les programmes',
    source: 'Logiciel libre sous licence GNU Affero General Public License, version 3.',
    guide: 'Revoir les premiers pas',
  },

  guide: {
    offer: 'Vous débutez ? Une courte visite montre ce que Stoa sait faire.',
    start: 'Voir',
    dismiss: 'Ne plus proposer',
    title: 'Premiers pas',
    step: (at, of) => `Étape ${at} sur ${of}`,
    back: 'Retour',
    next: 'Suivant',
    skip: 'Passer',
    done: 'Commencer',
    steps: {
      find: {
        title: 'Tout le monde est déjà là',
        text: 'Saisissez un nom, une fonction ou un service au-dessus de vos conversations, puis appuyez sur Entrée. Personne n’est à ajouter d’abord.',
      },
      write: {
        title: 'Dites-le à votre façon',
        text: 'Tapez @ pour une personne, : pour un émoji. Déposez des images et des fichiers dans une conversation, ou maintenez le micro pour parler.',
      },
      message: {
        title: 'Tout sur un message',
        text: 'Survolez-le, maintenez-le, ou appuyez sur Entrée : répondre, réagir, modifier, transférer, ou ouvrir un fil.',
      },
      notify: {
        title: 'Être prévenu, ou tranquille',
        text: 'Ce navigateur peut vous prévenir des nouveautés, même sans page ouverte. Les heures de silence et chaque conversation se règlent à part.',
        act: 'Régler les notifications',
      },
      apps: {
        title: 'Sur le téléphone aussi',
        text: 'Ajoutez Stoa à votre téléphone, ou prenez n’importe quelle application XMPP. Ce que vous lisez et écrivez est partout le même.',
        act: 'Configurer une application',
      },
    },
  },
};
