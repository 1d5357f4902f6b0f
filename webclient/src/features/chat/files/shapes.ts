/** Signs for files, sounds and pictures, for `ui/Icon`: 24 pixels, lines of 1.75. */
export const PLAY = 'M8 5.500v13l10.500-6.500z';
export const PAUSE = 'M8 5.500v13M16 5.500v13';
export const STOP = 'M7 7h10v10H7z';
export const BIN =
  'M4.500 7h15M9.500 7V4.500h5V7M6.500 7l1 13h9l1-13M10.500 11v5.500M13.500 11v5.500';
export const DOWNLOAD = 'M12 4v11M7 10.500l5 5 5-5M4.500 19.500h15';
export const PAPER = 'M13.500 3.500h-8v17h13v-12zM13.500 3.500v5h5';
export const SHIELD = 'M12 3.500l7 2.500v5.500c0 4.500-3 7.500-7 9-4-1.500-7-4.500-7-9V6z';
export const BLOCKED = 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM5.700 5.700l12.600 12.600';
export const NEXT = 'M9 5l7 7-7 7';
export const CLOSER = 'M12 5v14M5 12h14';
export const FARTHER = 'M5 12h14';
export const ELSEWHERE = 'M13.500 4.500h6v6M19.500 4.500l-9 9M10.500 5.500h-6v14h14v-6';
