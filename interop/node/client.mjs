// A stock Nym client that a test drives: JSON lines in, JSON lines out (see ../README.md).
//   node client.mjs --client wasm-node|sdk-worker --id NAME --api URL --gateway KEY --store FILE [--forget yes]
import './browser.mjs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { message, read } from './messages.mjs';
import { restore, save } from './store.mjs';

const { values: options } = parseArgs({
  options: {
    client: { type: 'string' },
    id: { type: 'string' },
    api: { type: 'string' },
    gateway: { type: 'string' },
    store: { type: 'string' },
    forget: { type: 'string', default: 'no' },
  },
});

function say(event) {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

async function send(client, { label, first = 0, count = 1, bytes, to, tag, surbs = 0 }) {
  for (let number = first; number < first + count; number++) {
    const content = message(label, number, bytes);
    await (tag ? client.reply(content, tag) : client.send(content, to, surbs));
  }
  say({ event: 'sent', label, count });
}

async function run() {
  await restore(options.store);
  const { start } = await import(`./${options.client}.mjs`);
  const client = await start(options, (bytes, tag) =>
    say({ event: 'message', ...read(bytes), tag: tag ?? null }),
  );
  await save(options.store);
  say({ event: 'connected', address: client.address });

  for await (const line of createInterface({ input: process.stdin })) {
    const command = JSON.parse(line);
    if (command.do === 'leave') {
      break;
    }
    await send(client, command);
  }
  await save(options.store, options.forget === 'yes');
  say({ event: 'left' });
}

run().then(
  () => process.exit(0),
  (error) => {
    say({ event: 'failed', error: String(error?.stack ?? error) });
    process.exit(1);
  },
);
