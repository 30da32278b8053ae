// Loaded into the program before it starts: a bug of somebody's library, in the middle of a request to the store. What
// the library knew then hangs on its error, and after it an exception that nobody catches ends the process.
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';

function brokenRequest(options: http.RequestOptions): never {
  if (process.env['PLANTED_UNCAUGHT'])
    setImmediate(() => {
      throw new TypeError('planted exception');
    });
  const known = { options, env: process.env, $metadata: { headers: options.headers } };
  throw Object.assign(new TypeError('planted fault'), known);
}

Object.assign(http, { request: brokenRequest });
syncBuiltinESMExports();
