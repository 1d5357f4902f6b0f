/** Icons of actions that others do not have. */
export const WRITE = 'M4 20h4L19.500 8.500l-4-4L4 16zM13 7l4 4';
export const SEARCH =
  'M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13ZM15.500 15.500 20.500 20.500';
export const ROOMS = 'M4 5.500h16v11H9l-5 4zM8.500 9.500h7M8.500 12.500h4';
export const READ = 'M2.500 12.500l4.500 4.500 9-9.500M12 16.500l.5.500 9-9.500';
export const DEVICES = 'M3.5 5.5h13v3M3.5 5.5v10h7M2 19h9M14.5 8.500h6v12h-6zM17 17.750h1';
export const HEALTH = 'M3 12.500h4l2.500-6.500 4.500 12 2.500-5.500H21';
export const LEAVE = 'M14 4.500H5v15h9M10 12h10.500M17 8l4 4-4 4';
