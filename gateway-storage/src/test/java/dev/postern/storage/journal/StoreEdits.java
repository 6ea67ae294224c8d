package dev.postern.storage.journal;

import dev.postern.testing.FuzzInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/**
 * Damage to the files of a store, as a fuzzer says it: what is done, to which file, where, and with
 * which bytes, until there is no more.
 */
final class StoreEdits {
  private static final int MOST = 8;

  private StoreEdits() {}

  /** Changes the files, which are contents by name. */
  static void apply(FuzzInput fuzz, SortedMap<String, byte[]> files) {
    for (int i = 0; i < MOST && fuzz.isLeft() && !files.isEmpty(); i++) {
      int what = fuzz.number();
      List<String> names = new ArrayList<>(files.keySet());
      String name = names.get(fuzz.number() % names.size());
      byte[] file = files.get(name);
      int at = (fuzz.number() << 8 | fuzz.number()) % (file.length + 1);
      byte[] bytes = fuzz.counted();
      switch (what % 6) {
        case 0 -> files.put(name, overwritten(file, at, bytes));
        case 1 -> files.put(name, Arrays.copyOf(file, at));
        case 2 -> files.remove(name);
        case 3 ->
            files.put(
                name,
                FuzzInput.of(
                    Arrays.copyOf(file, at), bytes, Arrays.copyOfRange(file, at, file.length)));
        case 4 -> files.put(name, files.get(names.get(at % names.size())).clone());
        default -> files.put(name, flipped(file, at));
      }
    }
  }

  private static byte[] overwritten(byte[] file, int at, byte[] by) {
    byte[] result = file.clone();
    System.arraycopy(by, 0, result, at, Math.min(by.length, file.length - at));
    return result;
  }

  private static byte[] flipped(byte[] file, int at) {
    byte[] result = file.clone();
    if (at < file.length) {
      result[at] ^= 1;
    }
    return result;
  }

  /** For examples: one of them. */
  static byte[] edit(int what, int file, int at, byte... bytes) {
    return FuzzInput.of(FuzzInput.numbers(what, file, at >> 8, at & 0xff, bytes.length), bytes);
  }
}
