import { parentPort, workerData } from 'node:worker_threads';
import type { AssayError } from '@assay/contracts';
import { similarFiles } from './find-alike.ts';
import { openIndexFile } from './index-file.ts';
import type { Answer, Call, ThreadData } from './messages.ts';
import { runQuery } from './run-query.ts';
import { documentWriter } from './write-document.ts';

/** The inside of the thread that `openSqliteIndex` starts: one connection, one call after the other. */
const { path, mode } = workerData as ThreadData;
const file = openIndexFile(path, mode, (db) => ({ db, writer: mode === 'write' ? documentWriter(db) : null }));

function answer(call: Call): unknown {
  if (call.method === 'close') return file.close();
  if (call.method === 'renew') return file.renew();
  return file.use(({ db, writer }) => {
    db.exec(call.method === 'put' || call.method === 'remove' ? 'BEGIN IMMEDIATE' : 'BEGIN');
    try {
      const result = run(call, db, writer);
      db.exec('COMMIT');
      return result;
    } catch (fault) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw fault;
    }
  });
}

type Open = Parameters<Parameters<typeof file.use>[0]>[0];

function run(call: Exclude<Call, { method: 'close' }>, db: Open['db'], writer: Open['writer']): unknown {
  switch (call.method) {
    case 'put':
      for (const document of call.documents) writer?.put(document);
      return null;
    case 'remove':
      writer?.remove(call.userId, call.sha256);
      return null;
    case 'query':
      return runQuery(db, call.request);
    case 'similar':
      return similarFiles(db, call.likeness, call.owner, call.limit);
    case 'sound':
      return db.prepare('PRAGMA quick_check(1)').get()?.quick_check === 'ok';
    case 'renew':
      return null;
    case 'check':
      db.prepare('SELECT count(*) FROM (SELECT 1 FROM files LIMIT 1)').get();
      return null;
  }
}

parentPort?.on('message', ({ id, call }: { id: number; call: Call }) => {
  let told: Answer;
  try {
    told = { id, result: answer(call) };
  } catch (fault) {
    const { internal, cause, stack } = fault as AssayError;
    const reason = cause instanceof Error ? cause.message : (stack ?? String(fault));
    told = { id, fault: { internal: `${internal ?? 'the index'}: ${reason}` } };
  }
  parentPort?.postMessage(told);
});
