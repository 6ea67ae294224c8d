/**
 * What an operator keeps on disk and writes on a command line: the configuration file, key files,
 * addresses, and where all that is. Files of gateway 0.9 and ours are the same files (spec §1, §6).
 *
 * <pre>
 *  config.toml ── ConfigReader ──▶ GatewayConfig ── ConfigWriter ──▶ config.toml
 *                  ConfigSection     [gateway]            GatewaySection
 *                   Quoting          [mixnet_endpoint]    MixnetEndpoint
 *                   DurationText     [clients_endpoint]   ClientsEndpoint
 *                   SizeText         [debug]              DebugSection ─┐
 *                    DeliverySection [delivery]           Delivery ─────┼──▶ GatewaySettings
 *                    StorageSection  [storage]            StoreLimits ──┘
 *                    ApiSection      [api], and others    addresses, files
 *  *.pem ──────── KeyFiles, Pem ──▶ GatewayKeys
 *  --mix-host ─── ListeningHost      an IP address to bind
 *  --…announce… ─ AnnouncedHost      what others shall connect to
 *  --id ───────── GatewayFiles       $HOME/.nym/gateways/ID/…
 * </pre>
 *
 * Whatever can't be used ends in a {@link dev.postern.app.config.ConfigException} with one line
 * that says what to do.
 */
@NullMarked
package dev.postern.app.config;

import org.jspecify.annotations.NullMarked;
