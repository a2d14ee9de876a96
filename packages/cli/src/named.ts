import { LocalFault } from './client/patience.ts';

/** Puts the name of a file before what is the matter with it. */
export async function named<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (fault) {
    if (fault instanceof LocalFault) throw new LocalFault(`${path} ${fault.message}`, { cause: fault });
    throw fault;
  }
}
