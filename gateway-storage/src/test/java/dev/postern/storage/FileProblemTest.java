package dev.postern.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FileProblemTest {
  static Stream<Arguments> problems() {
    return Stream.of(
        Arguments.of(new NoSuchFileException("/a"), "/a does not exist"),
        Arguments.of(new AccessDeniedException("/a"), "no permission for /a"),
        Arguments.of(
            new FileAlreadyExistsException("/a"), "/a is there already, and is no directory"),
        Arguments.of(new NotDirectoryException("/a"), "/a is no directory"),
        Arguments.of(
            new FileSystemException("/a", null, "Read-only file system"),
            "/a: read-only file system"),
        Arguments.of(new FileSystemException("/a"), "/a can't be used"),
        Arguments.of(new IOException("Is a directory"), "Is a directory"),
        Arguments.of(
            new ClosedByInterruptException(),
            "input or output failed without a reason (ClosedByInterruptException)"));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void of_whatTheFileSystemThrows_isWords(IOException e, String words) {
    assertThat(FileProblem.of(e)).isEqualTo(words);
  }
}
