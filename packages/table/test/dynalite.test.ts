import { startDynalite } from './start-dynalite.ts';
import { tableContract } from './table-contract.ts';

tableContract('dynalite', () => startDynalite());
