import { parentPort, workerData } from 'node:worker_threads';
import { AssayError } from '@assay/contracts/errors';
import { type Deadline, deadlineIn } from '../deadline.ts';
import { similarFiles } from './find-alike.ts';
import { addInTime } from './in-time.ts';
import { openIndexFile } from './index-file.ts';
import type { Answer, Call, ThreadData } from './messages.ts';
import { runQuery } from './run-query.ts';
import { documentWriter } from './write-document.ts';

/** The inside of the thread that `openSqliteIndex` starts: one connection, one call after the other. */
const { path, mode, searchMs } = workerData as ThreadData;
const file = openIndexFile(path, mode, (db) => ({
  db,
  within: addInTime(db),
  writer: mode === 'write' ? documentWriter(db) : null,
}));

function answer(call: Call): unknown {
  if (call.method === 'close') return file.close();
  if (call.method === 'renew') return file.renew();
  return file.use((open) => {
    const { db } = open;
    db.exec(call.method === 'put' || call.method === 'remove' ? 'BEGIN IMMEDIATE' : 'BEGIN');
    try {
      const result = run(call, open);
      db.exec('COMMIT');
      return result;
    } catch (fault) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw fault;
    }
  });
}

type Open = Parameters<Parameters<typeof file.use>[0]>[0];

function run(call: Exclude<Call, { method: 'close' }>, open: Open): unknown {
  const { db, writer } = open;
  switch (call.method) {
    case 'put':
      for (const document of call.documents) writer?.put(document);
      return null;
    case 'remove':
      writer?.remove(call.userId, call.sha256);
      return null;
    case 'query':
      return inTime(open, (deadline) => runQuery(db, call.request, deadline));
    case 'similar':
      return inTime(open, (deadline) => similarFiles(db, call.request, deadline));
    case 'sound':
      return db.prepare('PRAGMA quick_check(1)').get()?.quick_check === 'ok';
    case 'renew':
      return null;
    case 'check':
      db.prepare('SELECT count(*) FROM (SELECT 1 FROM files LIMIT 1)').get();
      return null;
  }
}

function inTime<R>({ within }: Open, search: (deadline: Deadline) => R): R {
  const deadline = deadlineIn(searchMs);
  within(deadline);
  try {
    return search(deadline);
  } finally {
    within(null);
  }
}

function describe(fault: unknown): Extract<Answer, { fault: unknown }>['fault'] {
  if (fault instanceof AssayError && fault.kind === 'too-long')
    return { kind: 'too-long', internal: fault.internal ?? '' };
  const { internal, cause, stack } = fault as AssayError;
  const reason = cause instanceof Error ? cause.message : (stack ?? String(fault));
  return { kind: 'no-search', internal: `${internal ?? 'the index'}: ${reason}` };
}

parentPort?.on('message', ({ id, call }: { id: number; call: Call }) => {
  let told: Answer;
  try {
    told = { id, result: answer(call) };
  } catch (fault) {
    told = { id, fault: describe(fault) };
  }
  parentPort?.postMessage(told);
});
