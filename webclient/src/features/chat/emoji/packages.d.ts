declare module 'unicode-emoji-json' {
  const all: Readonly<
    Record<
      string,
      {
        /** Words joined by `_`. */
        readonly slug: string;
        readonly group: string;
        /** Of Unicode's emoji, as `15.1`. */
        readonly emoji_version: string;
        readonly skin_tone_support: boolean;
      }
    >
  >;
  // biome-ignore lint/style/noDefaultExport: the package has no other
  export default all;
}
