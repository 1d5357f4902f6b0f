/** What the header of a conversation says. */
import { forms } from '../forms';

const { counted } = forms('en');

export const headerWords = {
  back: 'Back to the conversations',
  roomDetails: 'People in this room',
  personDetails: 'About this person',
  members: (count: number) => counted(count, 'person here', 'people here'),
  joining: 'Entering the room…',
  refused: 'You are not in this room',
  unknown: 'Availability unknown',
  notes: 'Only you see them',
};
