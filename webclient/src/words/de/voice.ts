import type { voiceWords as English } from '../en/voice';

export const voiceWords: typeof English = {
  title: 'Sprachnachricht',
  asking: 'Wartet auf das Mikrofon. Ihr Browser fragt, ob Stoa es verwenden darf.',
  recording: 'Aufnahme läuft',
  recorded: 'Aufgenommen:',
  stop: 'Anhalten und anhören',
  remove: 'Aufnahme löschen',
  send: 'Sprachnachricht senden',
  preparing: 'Wird vorbereitet …',
  review: 'Ihre Aufnahme',
  releaseSends: 'Loslassen sendet, Wegziehen löscht.',
  releaseDeletes: 'Loslassen löscht.',
  longest: (length) => `Eine Sprachnachricht dauert höchstens ${length}.`,
  lost: 'Das Mikrofon ist weg. Was bis dahin aufgenommen wurde, ist hier.',
  failedSending: 'Das Senden ist nicht gelungen. Versuchen Sie es erneut; Ihre Aufnahme bleibt.',
  close: 'Schließen',
  again: 'Erneut versuchen',

  trouble: {
    refused: {
      title: 'Stoa darf das Mikrofon nicht verwenden',
      hint: 'Drücken Sie auf das Zeichen neben der Adresse dieser Seite, erlauben Sie das Mikrofon und versuchen Sie es erneut. Auf einem Telefon steht es in den Einstellungen des Browsers.',
    },
    missing: {
      title: 'Kein Mikrofon gefunden',
      hint: 'Schließen Sie eines an oder schalten Sie es ein, und versuchen Sie es erneut.',
    },
    busy: {
      title: 'Das Mikrofon ist belegt',
      hint: 'Ein anderes Programm hält es fest. Schließen Sie es und versuchen Sie es erneut.',
    },
    insecure: {
      title: 'Diese Seite kann das Mikrofon nicht verwenden',
      hint: 'Browser erlauben es nur unter https-Adressen. Fragen Sie Ihre Verwaltung nach dieser Adresse von Stoa.',
    },
    unable: {
      title: 'Dieser Browser kann nicht aufnehmen',
      hint: 'Verwenden Sie einen aktuellen Firefox, Chrome, Edge oder Safari.',
    },
    failed: {
      title: 'Die Aufnahme ist misslungen',
      hint: 'Versuchen Sie es erneut. Misslingt sie wieder, laden Sie diese Seite neu.',
    },
    empty: {
      title: 'Nichts wurde aufgenommen',
      hint: 'Sprechen Sie, nachdem Sie das Mikrofon gedrückt haben, und drücken Sie noch einmal, um zu senden.',
    },
  },
};
