import { type CarefulClient, FILE_NAME, form, PASSWORD, TEXT } from './careful-client.ts';

const name = encodeURIComponent(FILE_NAME);
const lastPart = (address: string) => address.split('/').at(-1) ?? '';

/** Uploads, by every way and with faults; answers the SHA-256 of what was stored. */
export async function upload({ call, secrets, account }: CarefulClient): Promise<string> {
  const headers = account.headers();
  const uploaded = await call('uploads', 'PUT', '/api/v1/files', headers, form('a file'));
  await call('not the archive it says', 'POST', '/api/v3/files', headers, form('PK', { password: PASSWORD }));
  const once = { ...headers, 'idempotency-key': TEXT };
  await call('uploads once', 'PUT', '/api/v1/files', once, form('a file'));
  await call('another file under that key', 'PUT', '/api/v1/files', once, form('another'));
  const address = (await call('an upload address', 'GET', '/api/v3/files/upload_url', headers)).body.data;
  secrets.add(lastPart(address));
  await call('uploads there', 'POST', address, {}, form('a second file'));
  await call('uploads there again', 'POST', address, {}, form('a third file'));
  return uploaded.body.meta.file_info.sha256;
}

/** Reads, downloads and comments; looks for it by its name. */
export async function read({ call, secrets, account }: CarefulClient, sha256: string): Promise<void> {
  const headers = account.headers();
  const address = (await call('a download address', 'GET', `/api/v3/files/${sha256}/download_url`, headers)).body.data;
  secrets.add(lastPart(address));
  await call('downloads there', 'GET', address);
  await call('downloads', 'GET', `/api/v1/files/${sha256}/download?format=zip`, headers);
  const zip = { data: { hashes: [sha256], password: PASSWORD } };
  await call('asks for an archive', 'POST', '/api/v3/intelligence/zip_files', headers, zip);
  const comment = { data: { type: 'comment', attributes: { text: TEXT } } };
  await call('comments', 'POST', `/api/v3/files/${sha256}/comments`, headers, comment);
  await call('lists by name', 'GET', `/api/v1/files?name=${name}`, headers);
  await call('a path that is none', 'GET', `/api/v1/${name}`, headers);
  await call('searches', 'GET', `/api/v3/search?query=${encodeURIComponent(`name:"${FILE_NAME}"`)}`, headers);
  await call('searches badly', 'GET', `/api/v3/search?query=${encodeURIComponent(`name:"${FILE_NAME}`)}`, headers);
  const to = { url: `https://hooks.example.com/${TEXT}`, events: ['scan.completed'] };
  secrets.add((await call('a webhook', 'POST', '/api/v1/webhooks', headers, to)).body.secret);
  await call('a webhook inside', 'POST', '/api/v1/webhooks', headers, { ...to, url: `https://127.0.0.1/${TEXT}` });
}
