/** Opus in Ogg (RFC 7845), which every client plays, of what browsers record. */
import {
  BlobSource,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacketSink,
  Input,
  type InputAudioTrack,
  MP4,
  OggOutputFormat,
  Output,
  WEBM,
} from 'mediabunny';

/** The same sound in Ogg, not encoded again; null where it is no Opus. */
export async function inOgg(recording: Blob): Promise<Blob | null> {
  const input = new Input({ source: new BlobSource(recording), formats: [WEBM, MP4] });
  const track = await input.getPrimaryAudioTrack();
  return track && (await track.getCodec()) === 'opus' ? copied(track) : null;
}

async function copied(track: InputAudioTrack): Promise<Blob> {
  const output = new Output({ format: new OggOutputFormat(), target: new BufferTarget() });
  const source = new EncodedAudioPacketSource('opus');
  output.addAudioTrack(source);
  await output.start();
  const config = await track.getDecoderConfig();
  for await (const packet of new EncodedPacketSink(track).packets())
    await source.add(packet, config ? { decoderConfig: config } : undefined);
  await output.finalize();
  return new Blob([output.target.buffer ?? new ArrayBuffer()], { type: 'audio/ogg' });
}
