import { z } from 'zod';

/** Path parameters that several operations share. They are checked by the routes, which answer what VirusTotal does. */
export const FileParams = z.object({
  id: z.string().describe('MD5, SHA-1 or SHA-256 of the file in hexadecimal digits of any case.').meta({
    example: '8739c76e681f900923b900c9df0ef75cf421d39cabb54650c4b9ad19b6a76d85',
  }),
});
export const ScanParams = FileParams.extend({
  scan_id: z.string().describe('20 digits, or an analysis id.').meta({ example: '23782907443984360149' }),
});
export const EngineParams = ScanParams.extend({
  engine: z.string().describe('Id of an engine.').meta({ example: 'clamav' }),
});
export const UserParams = z.object({
  id: z.string().describe('User name.').meta({ example: 'ada' }),
});
