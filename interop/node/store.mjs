// The clients keep their keys in IndexedDB, which lives in memory here. These two carry it from
// one process to the next, so that a client that ended can come back.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';

/** A request as a promise. */
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Everything in a database: [store, [[key, value], …]] of each of its stores. */
async function contents(database) {
  const stores = [];
  for (const name of database.objectStoreNames) {
    const store = database.transaction(name).objectStore(name);
    const keys = settled(store.getAllKeys());
    const values = settled(store.getAll());
    const [allKeys, allValues] = [await keys, await values];
    stores.push([name, allKeys.map((key, i) => [key, allValues[i]])]);
  }
  return stores;
}

/** Where the client of 2025 keeps its registrations: whole stores of them. */
const REGISTRATION_STORES = ['active_gateway', 'gateway_registrations'];

/** Where that of 2023 does: two entries among others. */
const REGISTRATION_ENTRIES = ['gateway_details', 'aes128ctr_blake3_hmac_gateway_keys'];

/** Of a database's contents, all that is no registration: the client stays who it is. */
function unregistered(stores) {
  return stores.map(([name, entries]) => [
    name,
    entries.filter(
      ([key]) => !REGISTRATION_STORES.includes(name) && !REGISTRATION_ENTRIES.includes(key),
    ),
  ]);
}

/** Writes all databases to a file; without any registration, if that is to be forgotten. */
export async function save(file, forget = false) {
  const saved = [];
  for (const { name, version } of await indexedDB.databases()) {
    const database = await settled(indexedDB.open(name));
    const stores = await contents(database);
    saved.push({ name, version, stores: forget ? unregistered(stores) : stores });
    database.close();
  }
  writeFileSync(`${file}.new`, serialize(saved));
  renameSync(`${file}.new`, file);
}

/** Fills the empty databases of a new process from the file, if there is one. */
export async function restore(file) {
  if (!existsSync(file)) {
    return;
  }
  for (const { name, version, stores } of deserialize(readFileSync(file))) {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => {
      for (const [storeName, entries] of stores) {
        const store = request.result.createObjectStore(storeName);
        entries.forEach(([key, value]) => store.put(value, key));
      }
    };
    (await settled(request)).close();
  }
}
