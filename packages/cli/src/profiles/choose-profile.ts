import { LocalFault } from '../client/patience.ts';
import type { World } from '../world.ts';
import { configPath, readConfig } from './config-file.ts';
import { keyFromEnvironment } from './key-from-environment.ts';
import type { Profile } from './profile.ts';

/** The key to work with: one that is named, else the environment's, else the current one of the configuration. */
export function chooseProfile(world: World, named: string | undefined): Profile {
  const wanted = named ?? world.env.ASSAY_PROFILE;
  const given = keyFromEnvironment(world.env);
  if (wanted === undefined && given !== null) return given;
  const path = configPath(world);
  const { current, profiles } = readConfig(path);
  const name = wanted ?? current;
  const found = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (found !== undefined) return found;
  if (wanted === undefined) throw new LocalFault('You are not signed in. Run: assay login');
  throw new LocalFault(`There is no profile ${wanted}. Run: assay login --profile ${wanted}`);
}
