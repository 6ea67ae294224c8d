//! A stock Nym client that a test drives: JSON lines in, JSON lines out (see ../../README.md).
//!
//!     postern-interop --store DIR --topology FILE --api URL --gateway KEY
//!         [--mixes yes] [--forget yes]

mod messages;
mod options;

use nym_sdk::mixnet::{
    AnonymousSenderTag, IncludedSurbs, MixnetClient, MixnetClientBuilder, MixnetMessageSender,
    NymTopology, Recipient, ReconstructedMessage, StoragePaths,
};
use nym_sdk::TopologyProvider;
use options::Options;
use serde_json::{json, Value};
use std::error::Error;
use tokio::io::{stdin, AsyncBufReadExt, BufReader};

/// The network never changes.
struct Fixed(NymTopology);

#[async_trait::async_trait]
impl TopologyProvider for Fixed {
    async fn get_new_topology(&mut self) -> Option<NymTopology> {
        Some(self.0.clone())
    }
}

fn say(event: Value) {
    println!("{event}");
}

async fn connect(options: &Options, storage: StoragePaths) -> Result<MixnetClient, Box<dyn Error>> {
    let client = MixnetClientBuilder::new_with_default_storage(storage)
        .await?
        .network_details(options.network()?)
        .debug_config(options.debug())
        .custom_topology_provider(Box::new(Fixed(options.topology()?)))
        .request_gateway(options.required("gateway")?.to_owned())
        .with_forget_me(options.is("forget").into())
        .build()?;
    Ok(client.connect_to_mixnet().await?)
}

async fn send(client: &MixnetClient, command: &Value) -> Result<(), Box<dyn Error>> {
    let label = command["label"].as_str().unwrap_or_default();
    let first = command["first"].as_u64().unwrap_or(0);
    let count = command["count"].as_u64().unwrap_or(1);
    let bytes = command["bytes"].as_u64().unwrap_or(0) as usize;
    for number in first..first + count {
        let content = messages::message(label, number, bytes);
        if let Some(tag) = command["tag"].as_str() {
            let tag = AnonymousSenderTag::try_from_base58_string(tag)?;
            client.send_reply(tag, content).await?;
        } else {
            let to = Recipient::try_from_base58_string(command["to"].as_str().unwrap_or_default())?;
            let surbs = match command["surbs"].as_u64().unwrap_or(0) {
                0 => IncludedSurbs::expose_self_address(),
                surbs => IncludedSurbs::new(surbs as u32),
            };
            client.send_message(to, content, surbs).await?;
        }
    }
    say(json!({ "event": "sent", "label": label, "count": count }));
    Ok(())
}

fn received(message: ReconstructedMessage) {
    let mut event = messages::read(&message.message);
    event["tag"] = json!(message.sender_tag.map(|tag| tag.to_string()));
    say(event);
}

async fn run() -> Result<(), Box<dyn Error>> {
    let options = Options::read();
    let storage = StoragePaths::new_from_dir(options.required("store")?)?;
    let mut client = connect(&options, storage.clone()).await?;
    say(json!({ "event": "connected", "address": client.nym_address().to_string() }));
    let mut lines = BufReader::new(stdin()).lines();
    loop {
        tokio::select! {
            line = lines.next_line() => {
                let Some(line) = line? else { break };
                let command: Value = serde_json::from_str(&line)?;
                if command["do"] == "leave" {
                    break;
                }
                send(&client, &command).await?;
            }
            messages = client.wait_for_messages() => {
                let messages = messages.ok_or("the client has stopped")?;
                messages.into_iter().for_each(received);
            }
        }
    }
    client.disconnect().await;
    if options.is("forget") {
        std::fs::remove_file(storage.gateway_registrations)?;
    }
    say(json!({ "event": "left" }));
    Ok(())
}

#[tokio::main]
async fn main() {
    if let Err(error) = run().await {
        say(json!({ "event": "failed", "error": error.to_string() }));
        std::process::exit(1);
    }
}
