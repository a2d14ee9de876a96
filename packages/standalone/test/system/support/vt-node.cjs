/**
 * Calls node-virustotal, unchanged, as its users do. A line of JSON on standard input, `{"id", "call", "args"}`, is
 * answered by one on standard output, `{"id", "answer"}` or `{"id", "error"}`; both are what its callback was given.
 */
const { createInterface } = require('node:readline');
const virustotal = require('node-virustotal');

// It waits between calls, for the quota of a free account.
const api = virustotal.makeAPI(1).setKey(process.argv[2]);
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, call, args } = JSON.parse(line);
  const content = args.map((each) => (each?.base64 === undefined ? each : Buffer.from(each.base64, 'base64')));
  api[call](...content, (error, answer) => process.stdout.write(`${JSON.stringify({ id, error, answer })}\n`));
});
