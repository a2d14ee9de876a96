export { build } from './build.ts';
export { type Config, configSchema } from './config.ts';
export { type AppParts, createApp } from './create-app.ts';
export { DEFAULT_UPLOAD_LIMITS, type UploadLimits } from './upload-limits.ts';
