import { LocalFault } from '../client/patience.ts';
import { faultsOf } from './faults-of.ts';
import { Profile } from './profile.ts';

/** For machines that sign in nowhere: all four must be there. */
const NAMES = {
  url: 'ASSAY_URL',
  user_id: 'ASSAY_USER_ID',
  public_api_token: 'ASSAY_API_TOKEN',
  secret_key: 'ASSAY_SECRET_KEY',
} as const;

/** The key that the environment names, or null when it names none. Throws when it names a part of one. */
export function keyFromEnvironment(env: Readonly<Record<string, string | undefined>>): Profile | null {
  const given = Object.fromEntries(Object.entries(NAMES).map(([member, name]) => [member, env[name] || undefined]));
  const missing = Object.entries(NAMES).filter(([member]) => given[member] === undefined);
  // The address alone is what `login` takes it for.
  if (missing.some(([member]) => member === 'secret_key')) return null;
  if (missing.length > 0)
    throw new LocalFault(`ASSAY_SECRET_KEY is set, but not ${missing.map(([, name]) => name).join(', ')}`);
  const profile = Profile.safeParse(given);
  if (profile.success) return profile.data;
  throw new LocalFault(`The key in the environment is not valid: ${faultsOf(profile.error)}`);
}
