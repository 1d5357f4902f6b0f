/** SHA-1 (RFC 3174) at once: the browser's own answers later, when a picture was drawn already. */
export function sha1(bytes: Uint8Array): Uint8Array {
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const padded = pad(bytes);
  for (let at = 0; at < padded.byteLength; at += 64) block(state, padded, at);
  const digest = new DataView(new ArrayBuffer(20));
  for (const [index, word] of state.entries()) digest.setUint32(index * 4, word);
  return new Uint8Array(digest.buffer);
}

function pad(bytes: Uint8Array): DataView {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, bytes.length * 8);
  return view;
}

function block(state: number[], message: DataView, at: number): void {
  const words: number[] = [];
  for (let t = 0; t < 80; t++) words.push(t < 16 ? message.getInt32(at + t * 4) : mixed(words, t));
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let t = 0; t < 80; t++) {
    const next = (turn(a, 5) + choose(t, b, c, d) + e + (words[t] ?? 0)) | 0;
    [a, b, c, d, e] = [next, a, turn(b, 30), c, d];
  }
  [a, b, c, d, e].forEach((word, index) => {
    state[index] = ((state[index] ?? 0) + word) | 0;
  });
}

const turn = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

const mixed = (words: number[], t: number): number =>
  turn((words[t - 3] ?? 0) ^ (words[t - 8] ?? 0) ^ (words[t - 14] ?? 0) ^ (words[t - 16] ?? 0), 1);

function choose(t: number, b: number, c: number, d: number): number {
  if (t < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (t < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (t < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}
