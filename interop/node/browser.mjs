// What the clients expect of a browser and Node 18 and 20 lack. To be imported before any client.
import 'fake-indexeddb/auto';
import { Console } from 'node:console';
import { webcrypto } from 'node:crypto';
import { CloseEvent, MessageEvent, WebSocket } from 'undici';

// Standard output belongs to the tests. What the clients warn of goes to standard error; that they
// are about to send something, they say for each message, and nobody needs to know.
globalThis.console = new Console(process.stderr, process.stderr);
console.log = () => {};

// Node 18 has it, but not there.
globalThis.crypto ??= webcrypto;

Object.assign(globalThis, { CloseEvent, MessageEvent, WebSocket });
