export { build } from './build.ts';
export { type Config, configSchema, firstAccountConfigSchema } from './config.ts';
export { type AppParts, createApp } from './create-app.ts';
export {
  ensureFirstAccount,
  type FirstAccount,
  type FirstAccountDeps,
  type FirstAccountRequest,
} from './ensure-first-account.ts';
