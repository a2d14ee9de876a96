import { Credentials } from '@assay/contracts';
import { z } from 'zod';

/** One Assay and a key of it. */
export const Profile = z.object({
  url: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  username: Credentials.shape.username.optional(),
  user_id: Credentials.shape.user_id,
  public_api_token: Credentials.shape.public_api_token,
  secret_key: Credentials.shape.secret_key,
});
export type Profile = z.infer<typeof Profile>;

/** What people call a profile. */
export const ProfileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);

/** `config.json`. */
export const ConfigFile = z.object({ current: ProfileName, profiles: z.record(ProfileName, Profile) });
export type ConfigFile = z.infer<typeof ConfigFile>;

export const DEFAULT_PROFILE = 'default';
