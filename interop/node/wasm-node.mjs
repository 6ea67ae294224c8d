// The package for Node: @nymproject/nym-client-wasm-node.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Sends what it is given at once and nothing else. */
const QUIET = {
  traffic: { averagePacketDelayMs: 2, disableMainPoissonPacketDistribution: true },
  coverTraffic: { disableLoopCoverTrafficStream: true },
  acknowledgements: { averageAckDelayMs: 2 },
  statsReporting: { enabled: false },
};

/** Starts a client; resolves once it is connected. */
export async function start({ id, api, gateway }, onMessage) {
  const wasm = require('@nymproject/nym-client-wasm-node');
  wasm.set_panic_hook();
  const client = await new wasm.NymClient(onMessage, {
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
