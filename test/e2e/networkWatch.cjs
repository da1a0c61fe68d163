// The main file of a little extension that shares the host's process with ours: it writes down every host name that is
// looked up and every connection that is opened, a line each, in the file that SILICONFLOW_NETWORK_LOG names.
const { appendFileSync } = require('node:fs');
const dns = require('node:dns');
const { syncBuiltinESMExports } = require('node:module');
const net = require('node:net');

function note(what, where) {
  appendFileSync(process.env.SILICONFLOW_NETWORK_LOG, `${what} ${where}\n`);
}

for (const owner of [dns, dns.promises]) {
  for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveAny', 'resolveTxt']) {
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
syncBuiltinESMExports();

exports.activate = () => note('watching', process.pid);
