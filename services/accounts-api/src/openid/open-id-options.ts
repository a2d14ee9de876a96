import type { OpenIdSettings } from './open-id-provider.ts';
import type { OpenIdRules } from './sign-in-by-open-id.ts';

/** Sign-in by OpenID Connect as it is configured. */
export interface OpenIdOptions {
  readonly provider: OpenIdSettings;
  readonly rules: OpenIdRules;
}
