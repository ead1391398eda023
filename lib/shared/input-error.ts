/** Something that the person who runs the command can put right; the message is all that they need to see. */
export class InputError extends Error {
  override readonly name: string = 'InputError';
}
