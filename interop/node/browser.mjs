// What the clients expect of a browser and Node 18 and 20 lack. To be imported before any client.
import 'fake-indexeddb/auto';
import { Console } from 'node:console';
import { webcrypto } from 'node:crypto';
import { CloseEvent, MessageEvent, WebSocket } from 'undici';

// Standard output belongs to the tests; what the clients print goes to standard error.
globalThis.console = new Console(process.stderr, process.stderr);

// Node 18 has it, but not there.
globalThis.crypto ??= webcrypto;

Object.assign(globalThis, { CloseEvent, MessageEvent, WebSocket });
