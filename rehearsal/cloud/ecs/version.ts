import { ENV } from '../../../app/shared/contract';
import type { LocalImage } from '../types';

/** Label of the version in an image: what it was built as, else the start of its digest or its tag. */
export function versionOf(image: LocalImage | undefined, reference: string): string {
  const label = image?.environment[ENV.version];
  return (
    label ?? image?.digest.replace('sha256:', '').slice(0, 12) ?? reference.split(/[:@]/).at(-1) ?? reference
  );
}
