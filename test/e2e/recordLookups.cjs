// Loaded into the editor's processes before anything else: writes down each host name that is looked up and each address
// that is connected to. `SILICONFLOW_TEST_LOOKUPS` names the file, one line of JSON for each.
const childProcess = require('node:child_process');
const { appendFileSync } = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const dns = require('node:dns');
const net = require('node:net');

const file = process.env.SILICONFLOW_TEST_LOOKUPS;
/** The host tells what it is by the module that it was started for. */
const isExtensionHost = /extensionHostProcess/.test(
  `${process.env.VSCODE_ESM_ENTRYPOINT} ${process.argv.join(' ')}`,
);

function note(kind, name) {
  if (file) appendFileSync(file, `${JSON.stringify({ kind, name: String(name), isExtensionHost })}\n`);
}

function record(object) {
  for (const name of Object.getOwnPropertyNames(object)) {
    const own = object[name];
    if (typeof own !== 'function' || !/^(?:lookup|lookupService|resolve.*|reverse)$/.test(name)) continue;
    const recorded = function (host, ...rest) {
      note('lookup', host);
      return Reflect.apply(own, this, [host, ...rest]);
    };
    // `util.promisify` asks for the promised form under a symbol of its own.
    Object.defineProperties(recorded, Object.getOwnPropertyDescriptors(own));
    object[name] = recorded;
  }
}
for (const object of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype])
  record(object);

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  // What `net.connect` hands on is an array of its arguments, already put in order.
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  const {
    path,
    host = 'localhost',
    port,
  } = typeof options === 'object' ? options : { port: options, host: args[1] };
  if (path === undefined) note('connection', `${host}:${port}`);
  return Reflect.apply(connect, this, args);
};

// The server takes NODE_OPTIONS out of the environment of the extension host, which it forks.
const { fork } = childProcess;
childProcess.fork = (path, args, options) => {
  const execArgv = [...(options?.execArgv ?? process.execArgv), '--require', __filename];
  return fork(path, args, { ...options, execArgv });
};
syncBuiltinESMExports();
