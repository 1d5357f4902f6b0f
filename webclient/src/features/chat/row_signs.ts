/** Icons of rows. */
export const PIN = 'M9 3.500h6l-.8 6.500 3.300 3v2h-11v-2l3.300-3zM12 15v5.500';
export const MUTE =
  'M6 10a6 6 0 0 1 12 0c0 4.500 2 6 2 6H4s2-1.500 2-6M10 19.500a2.200 2.200 0 0 0 4 0M4 3l16 17';
export const ARCHIVE = 'M3.500 5h17v4h-17zM5 9v10.500h14V9M9.500 13h5';
export const MORE = 'M5.500 12h.01M12 12h.01M18.500 12h.01';
export const THREAD = 'M4 5h16v10h-8.500L7 19v-4H4zM8 8.750h8M8 11.500h5';
