// The package for browsers, @nymproject/sdk. It holds its client in a web worker; here the worker
// runs in this process, and is talked to in the messages of its own interface (Comlink's).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runInThisContext } from 'node:vm';

const require = createRequire(import.meta.url);
const WORKER = 'web-worker-0.js';

/** Sends what it is given at once and nothing else. */
const QUIET = {
  traffic: { averagePacketDelayMs: 2, disableMainPoissonPacketDistribution: true },
  coverTraffic: { disableLoopCoverTrafficStream: true },
  acknowledgements: { averageAckDelayMs: 2 },
};

/** The page's side of the worker. */
class Page {
  #toWorker = new EventTarget();
  #listeners = [];
  #calls = new Map();

  constructor() {
    globalThis.self = globalThis;
    globalThis.addEventListener = (...args) => this.#toWorker.addEventListener(...args);
    globalThis.removeEventListener = (...args) => this.#toWorker.removeEventListener(...args);
    globalThis.postMessage = (data) => this.#fromWorker(data);
    const file = join(dirname(require.resolve('@nymproject/sdk/package.json')), WORKER);
    runInThisContext(readFileSync(file, 'utf8'), { filename: file });
  }

  #fromWorker(data) {
    if ('id' in data) {
      this.#calls.get(data.id)?.(data.value);
      this.#calls.delete(data.id);
    } else {
      this.#listeners.forEach((listener) => listener(data));
    }
  }

  /** Calls a method of the worker. */
  call(method, ...args) {
    return new Promise((resolve) => {
      const id = `${method}-${Math.random()}`;
      this.#calls.set(id, resolve);
      const argumentList = args.map((value) => ({ type: 'RAW', value }));
      const data = { id, type: 'APPLY', path: [method], argumentList };
      this.#toWorker.dispatchEvent(new MessageEvent('message', { data }));
    });
  }

  /** Every event of a kind. */
  on(kind, listener) {
    this.#listeners.push((event) => event.kind === kind && listener(event.args));
  }

  /** The first event of a kind. */
  once(kind) {
    return new Promise((resolve) => this.on(kind, resolve));
  }
}

/** Starts a client; resolves once it is connected. */
export async function start({ id, api, gateway }, onMessage) {
  const page = new Page();
  page.on('RawMessageReceived', ({ payload }) => onMessage(payload, undefined));
  await page.once('Loaded');
  const connected = page.once('Connected');
  await page.call('start', {
    clientId: id,
    nymApiUrl: api,
    preferredGateway: gateway,
    clientOverride: QUIET,
  });
  const { address } = await connected;
  return {
    address,
    send: (payload, recipient, replySurbs) =>
      page.call('rawSend', { payload, recipient, replySurbs }),
    reply: () => Promise.reject(new Error('this package has no call for replies')),
  };
}
