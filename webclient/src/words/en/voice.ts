/** What is said while a voice message is made. */

export const voiceWords = {
  title: 'Voice message',
  asking: 'Waiting for the microphone. Your browser asks whether Stoa may use it.',
  recording: 'Recording',
  recorded: 'Recorded:',
  stop: 'Stop and listen',
  remove: 'Delete the recording',
  send: 'Send the voice message',
  preparing: 'Preparing…',
  review: 'Your recording',
  releaseSends: 'Let go to send, move away to delete.',
  releaseDeletes: 'Let go to delete.',
  longest: (length: string) => `A voice message is at most ${length} long.`,
  lost: 'The microphone is gone. What was recorded until then is here.',
  failedSending: 'It could not be sent. Try again; your recording is kept.',
  close: 'Close',
  again: 'Try again',

  trouble: {
    refused: {
      title: 'Stoa may not use the microphone',
      hint: 'Press the sign beside the address of this page, allow the microphone and try again. On a telephone it is in the settings of the browser.',
    },
    missing: {
      title: 'No microphone found',
      hint: 'Connect one, or switch it on, and try again.',
    },
    busy: {
      title: 'The microphone is in use',
      hint: 'Another program keeps it. Close that program and try again.',
    },
    insecure: {
      title: 'This page cannot use the microphone',
      hint: 'Browsers allow it at https addresses only. Ask your administrator for that address of Stoa.',
    },
    unable: {
      title: 'This browser cannot record',
      hint: 'Use a current Firefox, Chrome, Edge or Safari.',
    },
    failed: {
      title: 'The recording failed',
      hint: 'Try again. If it fails once more, load this page again.',
    },
    empty: {
      title: 'Nothing was recorded',
      hint: 'Speak after you have pressed the microphone, and press again to send.',
    },
  },
};

export type MicrophoneTrouble = 'refused' | 'missing' | 'busy' | 'insecure' | 'unable';
