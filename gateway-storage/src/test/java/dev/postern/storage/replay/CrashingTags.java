package dev.postern.storage.replay;

import dev.postern.storage.SeenTags;
import dev.postern.storage.SeenTagsContract;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The process that {@link TagsCrashTest} kills: adds numbers, and says how many, a line each. */
final class CrashingTags {
  /** Windows come and go all the time, and what is oldest is folded. */
  private static final ReplaySizes SIZES =
      new ReplaySizes(1 << 10, 1 << 11, 16 << 11, 1 << 17, 1 << 14);

  private CrashingTags() {}

  static MappedReplays open(Path directory) {
    return new MappedReplays(new MappedFiles(), directory, SIZES, SIZES, 1);
  }

  /** Directory, first number. */
  public static void main(String[] args) throws Exception {
    MappedReplays memory = open(Path.of(args[0]));
    SeenTags tags = memory.logins();
    // Not System.out, which buffers: what was said must not die with the process.
    try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      for (long number = Long.parseLong(args[1]); ; number++) {
        long refused;
        do { // a tag for which there is no room just now is none that was seen
          refused = memory.figures().refusedForRoom();
          tags.add(SeenTagsContract.tag(number), 0);
        } while (memory.figures().refusedForRoom() != refused);
        // Where the disk is slower than this loop, the last ones are in memory and aren't promised.
        if (memory.figures().waitingTags() == 0) {
          out.write((number + 1 + "\n").getBytes(StandardCharsets.US_ASCII));
        }
      }
    }
  }
}
