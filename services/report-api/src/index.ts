export { build } from './build.ts';
export { type Config, configSchema } from './config.ts';
export { type AppParts, createApp } from './create-app.ts';
export { DEFAULT_REPORT_LIMITS, type ReportLimits } from './report-app.ts';
