import { startMinistackTable } from './start-ministack-table.ts';
import { tableContract } from './table-contract.ts';

tableContract('MiniStack', startMinistackTable);
