//! `--name value` pairs and the client's configuration.

use nym_sdk::mixnet::NymTopology;
use nym_sdk::{DebugConfig, NymNetworkDetails};
use serde_json::json;
use std::collections::HashMap;
use std::error::Error;
use std::fs::File;

pub struct Options(HashMap<String, String>);

impl Options {
    /// Those of the command line.
    pub fn read() -> Self {
        let words: Vec<String> = std::env::args().skip(1).collect();
        Options(
            words
                .chunks_exact(2)
                .map(|pair| (pair[0].trim_start_matches('-').to_owned(), pair[1].clone()))
                .collect(),
        )
    }

    pub fn required(&self, name: &str) -> Result<&str, Box<dyn Error>> {
        Ok(self.0.get(name).ok_or(format!("--{name} is missing"))?)
    }

    pub fn is(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| value == "yes")
    }

    /// The network as the test made it.
    pub fn topology(&self) -> Result<NymTopology, Box<dyn Error>> {
        Ok(serde_json::from_reader(File::open(
            self.required("topology")?,
        )?)?)
    }

    /// The public network's details, with the test's stand-in as the only directory service.
    pub fn network(&self) -> Result<NymNetworkDetails, Box<dyn Error>> {
        let mut details = serde_json::to_value(NymNetworkDetails::new_mainnet())?;
        let api = self.required("api")?;
        details["endpoints"] = json!([{ "nyxd_url": api, "api_url": api, "websocket_url": null }]);
        details["nym_api_urls"] = json!(null);
        details["nym_vpn_api_urls"] = json!(null);
        details["nym_vpn_api_url"] = json!(null);
        Ok(serde_json::from_value(details)?)
    }

    /// Sends what it is given at once and nothing else; with or without mixes on the way.
    pub fn debug(&self) -> DebugConfig {
        let mut debug = DebugConfig::default();
        debug.traffic.average_packet_delay = std::time::Duration::from_millis(2);
        debug.traffic.disable_main_poisson_packet_distribution = true;
        debug.traffic.disable_mix_hops = !self.is("mixes");
        debug.acknowledgements.average_ack_delay = std::time::Duration::from_millis(2);
        debug.cover_traffic.disable_loop_cover_traffic_stream = true;
        debug.stats_reporting.enabled = false;
        debug
    }
}
