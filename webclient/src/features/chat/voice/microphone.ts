import type { MicrophoneTrouble } from '../../../words/voice';

export class NoMicrophone extends Error {
  readonly trouble: MicrophoneTrouble;

  constructor(trouble: MicrophoneTrouble) {
    super(`No microphone: ${trouble}`);
    this.trouble = trouble;
  }
}

/** By the name of what `getUserMedia` rejects with. */
const TROUBLES: Readonly<Record<string, MicrophoneTrouble>> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

/** As it comes in for speech. Rejects with NoMicrophone. */
export async function openMicrophone(): Promise<MediaStream> {
  if (!window.isSecureContext) throw new NoMicrophone('insecure');
  if (!navigator.mediaDevices || !('MediaRecorder' in window)) throw new NoMicrophone('unable');
  const audio = {
    channelCount: 1,
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
  };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio });
  } catch (error) {
    throw new NoMicrophone(TROUBLES[error instanceof Error ? error.name : ''] ?? 'unable');
  }
}

export function close(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
