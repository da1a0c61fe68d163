// Loaded before everything else into a Node process (NODE_OPTIONS=--require): writes down every host name that is looked
// up and every connection that is opened, a line each, in the file that SILICONFLOW_NETWORK_LOG names. CommonJS: --require.
const { appendFileSync } = require('node:fs');
const dns = require('node:dns');
const net = require('node:net');

const file = process.env.SILICONFLOW_NETWORK_LOG;

function note(what, where) {
  if (file !== undefined) appendFileSync(file, `${what} ${where}\n`);
}

for (const [owner, names] of [
  [dns, ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveAny', 'resolveTxt']],
  [dns.promises, ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveAny', 'resolveTxt']],
]) {
  for (const name of names) {
    const original = owner[name];
    owner[name] = function watched(host, ...rest) {
      if (host) note('look-up', host);
      return original.call(this, host, ...rest);
    };
  }
}

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function watched(...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  const port = typeof options === 'object' ? options?.port : options;
  // Without a port it is a pipe of this machine.
  if (port !== undefined) note('connection', `${options?.host ?? args[1] ?? 'localhost'}:${port}`);
  return connect.apply(this, args);
};

note('watched', process.argv[1] ?? '');
