/** Icons of the menu of a row. */
export const BACK = 'M15 5l-7 7 7 7';
export const BELL =
  'M6 10a6 6 0 0 1 12 0c0 4.500 2 6 2 6H4s2-1.500 2-6M10 19.500a2.200 2.200 0 0 0 4 0';
export const CHECK = 'M4.500 12.500l5 5 10-11';
export const DOT = 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8Z';
