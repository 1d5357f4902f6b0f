/** Icons of what is done with people. */
export const STATUS = 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3.500 2';
export const PRIVACY =
  'M3 12s3.300-6 9-6 9 6 9 6-3.300 6-9 6-9-6-9-6ZM12 14.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z';
