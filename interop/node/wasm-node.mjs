// The package for Node: @nymproject/nym-client-wasm-node.
import bs58 from 'bs58';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Sends what it is given at once and nothing else. */
const QUIET = {
  traffic: { averagePacketDelayMs: 2, disableMainPoissonPacketDistribution: true },
  coverTraffic: { disableLoopCoverTrafficStream: true },
  acknowledgements: { averageAckDelayMs: 2 },
  statsReporting: { enabled: false },
};

/**
 * The package hands out the sender's tag as an object that says nothing, and takes it as base58.
 * The tag is there all the same: its 16 bytes lie behind a counter in the client's memory.
 */
function base58(tag, memory) {
  return tag && bs58.encode(new Uint8Array(memory.buffer, tag.__wbg_ptr + 4, 16));
}

/** Starts a client; resolves once it is connected. */
export async function start({ id, api, gateway }, onMessage) {
  const wasm = require('@nymproject/nym-client-wasm-node');
  wasm.set_panic_hook();
  const receive = (bytes, tag) => onMessage(bytes, base58(tag, wasm.__wasm.memory));
  const client = await new wasm.NymClient(receive, {
    clientId: id,
    nymApiUrl: api,
    preferredGateway: gateway,
    clientOverride: QUIET,
  });
  return {
    address: client.selfAddress(),
    send: (bytes, to, surbs) =>
      surbs > 0
        ? client.send_anonymous_message(bytes, to, surbs)
        : client.send_regular_message(bytes, to),
    reply: (bytes, tag) => client.send_reply(bytes, tag),
  };
}
