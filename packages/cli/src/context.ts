import { type Api, connectApi } from './client/api.ts';
import { PATIENT, type Retry } from './client/patience.ts';
import { messageOf } from './message-of.ts';
import { type Output, openOutput } from './output.ts';
import { chooseProfile } from './profiles/choose-profile.ts';
import type { Profile } from './profiles/profile.ts';
import type { World } from './world.ts';

/** What every command may be given. */
export interface GlobalOptions {
  readonly profile?: string;
  readonly json?: boolean;
}

/** What a command works with. */
export interface Context {
  readonly world: World;
  readonly out: Output;
  readonly options: GlobalOptions;
  /** The API as the chosen profile. It tries again what may be tried again; `onRetry` is told, a note says so when absent. */
  api(onRetry?: (retry: Retry) => void): Api;
}

export function openContext(world: World, options: GlobalOptions): Context {
  const out = openOutput(world, options.json === true);
  let chosen: Profile | null = null;
  return {
    world,
    out,
    options,
    api(onRetry = (retry) => out.note(retryText(retry))) {
      chosen ??= chooseProfile(world, options.profile);
      return connectApi(chosen.url, chosen, { ...PATIENT, onRetry });
    },
  };
}

export function retryText({ fault, attempt, attempts, pauseMs }: Retry): string {
  return `${messageOf(fault)}; trying again in ${(pauseMs / 1000).toFixed(1)} s (${attempt} of ${attempts})`;
}
