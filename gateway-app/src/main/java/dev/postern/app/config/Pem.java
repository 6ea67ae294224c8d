package dev.postern.app.config;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The form of a key file (spec §1): a type between two marks around base64 of the raw key, not of a
 * PKCS#8 structure. Written with lines of 64 characters and CRLF; read with any line ends, and with
 * other text before and after.
 *
 * <pre>
 *  -----BEGIN ED25519 PRIVATE KEY-----
 *  iMJ99XhNMoKZyZCCDGvjtpkuM2dqQ3OZZoR7EjfAVwE=
 *  -----END ED25519 PRIVATE KEY-----
 * </pre>
 */
final class Pem {
  private static final String LINE_END = "\r\n";
  private static final int LINE_CHARS = 64;

  private static final Pattern FORM =
      Pattern.compile("-----BEGIN (.*?)-----(.*?)-----END (.*?)-----", Pattern.DOTALL);

  private Pem() {}

  static byte[] write(String type, byte[] key) {
    Base64.Encoder base64 =
        Base64.getMimeEncoder(LINE_CHARS, LINE_END.getBytes(StandardCharsets.US_ASCII));
    String text =
        "-----BEGIN "
            + type
            + "-----"
            + LINE_END
            + base64.encodeToString(key)
            + LINE_END
            + "-----END "
            + type
            + "-----"
            + LINE_END;
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The bytes of the first key in a file.
   *
   * @throws IllegalArgumentException with the reason, if there is none of that type and length
   */
  static byte[] read(byte[] file, String type, int keyBytes) {
    // One byte is one character here, so a file of anything else is refused, not mistaken.
    String text = new String(file, StandardCharsets.ISO_8859_1);
    Matcher form = FORM.matcher(text);
    if (!form.find()) {
      throw new IllegalArgumentException(whyNoForm(text));
    }
    if (!form.group(1).equals(type) || !form.group(3).equals(type)) {
      throw new IllegalArgumentException("it does not hold one " + type);
    }
    byte[] key = decode(form.group(2));
    if (key.length != keyBytes) {
      Arrays.fill(key, (byte) 0);
      throw new IllegalArgumentException("the key in it is not of " + keyBytes + " bytes");
    }
    return key;
  }

  private static String whyNoForm(String text) {
    if (text.isBlank()) {
      return "it is empty";
    }
    return text.contains("-----BEGIN ")
        ? "it is cut off: there is a BEGIN line and no END line"
        : "it is not a PEM file";
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64.replaceAll("[ \\t\\r\\n]", ""));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the key in it is not base64", e);
    }
  }
}
