/** What is said of files before they are sent, which is loaded later. */
export const sharingWords = {
  share: 'Share',
  ways: {
    camera: 'Take a picture',
    pictures: 'Pictures and videos',
    files: 'Files',
  },
  tray: 'Files to share',
  chosen: (count: number, size: string) =>
    count === 0 ? '' : `${count === 1 ? '1 file' : `${count} files`} to share, ${size}`,
  remove: (name: string) => `Remove ${name}`,
};
