export { configSchema, type StandaloneConfig } from './config.ts';
export { DirectoryInUse } from './data/lock-directory.ts';
export { eicar } from './eicar.ts';
export { PortNotAvailable } from './port-in-use.ts';
export { type StartOptions, type System, startSystem } from './start-system.ts';
export { curlLine } from './terminal/show-system.ts';
