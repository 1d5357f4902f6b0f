/** What is loaded while the connection is made: not part of what the page begins with. */

export { Arrangement } from './arrangement';
export { Listing } from './listing';
