import type { Table } from '@assay/table';

/** What goes wrong at one write of a process. */
export interface Fault {
  /** The n-th one, counted from 1, or the first one of an item whose sort key ends so. */
  readonly atWrite: number | string;
  /**
   * `crash-before`, `crash-after`: the process dies around the write and does nothing ever again.
   * `fail-before`, `fail-after`: the write fails without or after having been done; the process goes on.
   * `twice`: the acknowledgement is lost and the client sends the write again, as the SDK does.
   */
  readonly kind: 'crash-before' | 'crash-after' | 'fail-before' | 'fail-after' | 'twice';
}

export const FAULTS: readonly Fault['kind'][] = ['crash-before', 'crash-after', 'fail-before', 'fail-after', 'twice'];

const WRITES = new Set(['PutCommand', 'UpdateCommand', 'DeleteCommand']);

/** Whether the process that works with this is still alive. */
export interface Life {
  dead: boolean;
}

/** The table as a process with this fault reaches it. */
export function faultyTable(table: Table, fault: Fault | null, life: Life): Table {
  let writes = 0;
  let happened = false;
  const isIt = (command: Command) => {
    if (fault === null || typeof fault.atWrite === 'number') return writes === fault?.atWrite;
    const item = command.input.Item ?? command.input.Key;
    return !happened && item?.FileID?.endsWith(fault.atWrite) === true;
  };
  const send = async (command: Command) => {
    const real = () => table.client.send(command as never);
    if (life.dead) throw new Error('this process is dead');
    if (!WRITES.has(command.constructor.name)) return real();
    writes += 1;
    if (fault === null || !isIt(command)) return real();
    happened = true;
    switch (fault.kind) {
      case 'crash-before':
        life.dead = true;
        throw new Error('the process died before a write');
      case 'crash-after':
        await real().catch(() => undefined);
        life.dead = true;
        throw new Error('the process died after a write');
      case 'fail-before':
        throw new Error('the table did not take a write');
      case 'fail-after':
        await real().catch(() => undefined);
        throw new Error('the acknowledgement of a write was lost');
      case 'twice':
        await real().catch(() => undefined);
        return real();
    }
  };
  return { name: table.name, client: { send: send as Table['client']['send'], destroy() {} } };
}

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: { readonly Item?: { readonly FileID?: string }; readonly Key?: { readonly FileID?: string } };
}

/** The table as a process reaches it in which something else happens right before each such request for an item. */
export function before(
  table: Table,
  request: 'PutCommand' | 'GetCommand',
  sortKey: string,
  happens: () => Promise<void>,
): Table {
  const send = async (command: Command) => {
    const item = command.input.Item ?? command.input.Key;
    if (command.constructor.name === request && item?.FileID === sortKey) await happens();
    return table.client.send(command as never);
  };
  return { name: table.name, client: { send: send as Table['client']['send'], destroy() {} } };
}
