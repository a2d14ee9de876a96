import { serve } from '@assay/service-kit';
import { build } from './build.ts';
import { configSchema } from './config.ts';
import { NAME } from './create-worker.ts';

await serve(NAME, configSchema, build);
