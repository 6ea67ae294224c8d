package dev.postern.storage.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A file as a disk with a cache has it: what was forced is certain, and of the changes since then a
 * loss of power keeps what it likes.
 *
 * <pre>
 *   forced   |########|########|###     |
 *   write    |        |        |   +++++|++++++++|++      |
 *   write    |        |        |        |        |  ++++++|++++    |
 *            sector 0   1        2        3        4        5
 *
 *   after a cut, for each sector by itself: as it was after any one of the changes, or zeros or
 *   rubbish where nothing had been forced; and the length that the file had at any moment.
 * </pre>
 *
 * A sector is written whole or not at all, so what was forced stays whole even if more was written
 * behind it in the same sector: what disks promise, and all that the journal asks of them.
 */
final class UnsyncedFile {
  static final int SECTOR = 512;

  private final List<Change> unforced = new ArrayList<>();
  private byte[] forced;

  /** A write, or a truncation if there are no bytes. */
  private record Change(long at, @Nullable ByteBuffer bytes) {
    byte[] applyTo(byte[] content) {
      if (bytes == null) {
        return Arrays.copyOf(content, (int) Math.min(at, content.length));
      }
      int end = (int) at + bytes.limit();
      byte[] changed = end > content.length ? Arrays.copyOf(content, end) : content;
      bytes.get(0, changed, (int) at, bytes.limit());
      return changed;
    }

    int sizeAfter(int size) {
      return (int) (bytes == null ? Math.min(at, size) : Math.max(at + bytes.limit(), size));
    }
  }

  /** A file of which all is certain. */
  UnsyncedFile(byte[] forced) {
    this.forced = forced;
  }

  void written(byte[] bytes, long at) {
    unforced.add(new Change(at, ByteBuffer.wrap(bytes)));
  }

  void truncated(long size) {
    unforced.add(new Change(size, null));
  }

  void force() {
    for (Change change : unforced) {
      forced = change.applyTo(forced);
    }
    unforced.clear();
  }

  /** Somebody else wrote the file, and this is what was forced. */
  void force(byte[] content) {
    forced = content;
    unforced.clear();
  }

  /**
   * Forcing failed: the disk took what it liked, and the kernel takes the rest for written all the
   * same, so that forcing it again does nothing.
   */
  void failToForce(Random random) {
    forced = afterPowerCut(random).clone();
    unforced.clear();
  }

  boolean isForced() {
    return unforced.isEmpty();
  }

  byte[] forced() {
    return forced;
  }

  /** What a loss of power leaves. */
  byte[] afterPowerCut(Random random) {
    if (unforced.isEmpty()) {
      return forced;
    }
    int[] sizes = sizes();
    byte[] left = new byte[Arrays.stream(sizes).max().orElse(0)];
    int[] moments = moments(random, (left.length + SECTOR - 1) / SECTOR);
    byte[] content = forced.clone();
    copySectors(content, left, moments, 0);
    for (int moment = 1; moment <= unforced.size(); moment++) {
      content = unforced.get(moment - 1).applyTo(content);
      copySectors(content, left, moments, moment);
    }
    if (random.nextInt(4) == 0) {
      spoil(left, random);
    }
    if (random.nextInt(4) == 0) {
      loseOne(left, content, random);
    }
    return Arrays.copyOf(left, size(sizes, random));
  }

  /** The sizes it had, from when it was forced on. */
  private int[] sizes() {
    int[] sizes = new int[unforced.size() + 1];
    sizes[0] = forced.length;
    for (int i = 0; i < unforced.size(); i++) {
      sizes[i + 1] = unforced.get(i).sizeAfter(sizes[i]);
    }
    return sizes;
  }

  /** For each sector, after how many of the changes it went to the disk. */
  private int[] moments(Random random, int sectors) {
    int changes = unforced.size();
    int[] moments = new int[sectors];
    switch (random.nextInt(6)) {
      case 0 -> {} // nothing did
      case 1 -> Arrays.fill(moments, changes);
      case 2 -> Arrays.fill(moments, random.nextInt(changes + 1)); // all in order, up to somewhere
      case 3 -> Arrays.setAll(moments, i -> random.nextBoolean() ? changes : 0);
      default -> Arrays.setAll(moments, i -> random.nextInt(changes + 1));
    }
    return moments;
  }

  private static void copySectors(byte[] content, byte[] left, int[] moments, int moment) {
    for (int sector = 0; sector < moments.length; sector++) {
      int at = sector * SECTOR;
      if (moments[sector] == moment && at < content.length) {
        System.arraycopy(content, at, left, at, Math.min(SECTOR, content.length - at));
      }
    }
  }

  /** The file grew into sectors that were never written: zeros, or what stood there before. */
  private void spoil(byte[] left, Random random) {
    for (int at = 0; at < left.length; at += SECTOR) {
      int from = Math.max(at, forced.length);
      int to = Math.min(at + SECTOR, left.length);
      if (from < to && random.nextInt(3) == 0) {
        byte[] rubbish = new byte[to - from];
        if (random.nextBoolean()) {
          random.nextBytes(rubbish);
        }
        System.arraycopy(rubbish, 0, left, from, rubbish.length);
      }
    }
  }

  /** Everything went to the disk but one sector of those that changed. */
  private void loseOne(byte[] left, byte[] content, Random random) {
    byte[] before = Arrays.copyOf(forced, content.length);
    System.arraycopy(content, 0, left, 0, content.length);
    List<Integer> changed = new ArrayList<>();
    for (int at = 0; at < content.length; at += SECTOR) {
      int to = Math.min(at + SECTOR, content.length);
      if (!Arrays.equals(before, at, to, content, at, to)) {
        changed.add(at);
      }
    }
    if (!changed.isEmpty()) {
      int at = changed.get(random.nextInt(changed.size()));
      System.arraycopy(before, at, left, at, Math.min(SECTOR, content.length - at));
    }
  }

  /** The size went to the disk at any moment, and within a long write at any sector of it. */
  private static int size(int[] sizes, Random random) {
    if (random.nextInt(3) == 0) {
      return sizes[sizes.length - 1];
    }
    int before = random.nextInt(sizes.length);
    int after = Math.min(before + 1, sizes.length - 1);
    int low = Math.min(sizes[before], sizes[after]);
    int high = Math.max(sizes[before], sizes[after]);
    return random.nextBoolean() ? sizes[before] : low + random.nextInt(high - low + 1);
  }
}
