package io.watchlog.tracer.internal.encode;

import io.watchlog.tracer.fuzz.FuzzInput;

/**
 * Texts with a secret in them that must not be sent, of a fuzzer's choice: every shape that the
 * contract names, with as much of other people's text in it as cannot change its reading.
 */
final class SecretShapes {
  private static final int MAX_TEXT = 60;
  private static final String[] KEYS = {
    "password",
    "PASSWORD",
    "userPassword",
    "DB_PASSWORD",
    "db.password",
    "passwd",
    "access_token",
    "accessToken",
    "x-api-key",
    "X-API-Key",
    "apikey",
    "OPENAI_API_KEY",
    "clientSecret",
    "AWSSecretAccessKey",
    "private-key",
    "my.private_key",
    "HTTPToken",
    "oauth2token",
    "_token_"
  };
  private static final String[] LINE_KEYS = {
    "Authorization", "Proxy-Authorization", "authorization", "Cookie", "Set-Cookie"
  };

  private final FuzzInput in;
  private final String secret;

  /** Whether quotes are a part of the last shape, which open ones before it would pair up with. */
  private boolean quoted;

  /** Whether the last shape has blanks, where a value before it would end. */
  private boolean blanks;

  SecretShapes(FuzzInput in, String secret) {
    this.in = in;
    this.secret = secret;
  }

  String sensitiveKey() {
    return in.oneOf(in.below(4) == 0 ? LINE_KEYS : KEYS);
  }

  /** The secret in its shape, and text before and behind it. */
  String text() {
    String shape = shape();
    // To bring the shape to where texts are cut.
    String pad =
        in.oneOf(".", " ", "é", "\n", "\"", "\\", "{", "xy ")
            .repeat(in.below(in.oneOf(40, 40, 300, 6_000)));
    String before = pad + in.text(MAX_TEXT);
    String separator = "\n";
    if (quoted || blanks) {
      // An open quote or bracket behind a sensitive key ends at the shape's first one, legally; and
      // a quoted key may have its value on the next line.
      before = before.replaceAll("[\"'`“„«{\\[]", "");
    } else {
      separator = in.oneOf("\n", " ", "&", "?", ",", ";", "(", "|", "\r", "\t");
    }
    return before + separator + shape + in.text(MAX_TEXT);
  }

  private String shape() {
    quoted = false;
    blanks = false;
    return switch (in.below(14)) {
      case 0 -> unquoted();
      case 1 -> quotedValue();
      case 2, 3 -> json();
      case 4 -> in.oneOf(KEYS) + in.oneOf("=", ":", ":=") + secret + end();
      case 5 -> line();
      case 6 -> headerInQuotes();
      case 7 -> scheme();
      case 8 ->
          in.oneOf("sk-", "sk-proj-", "sk-ant-", "ghp_", "gho_", "github_pat_", "xoxb-")
              + secret
              + end();
      case 9 -> "AKIA" + secret + end();
      case 10 -> webToken();
      case 11 -> key() + scheme();
      case 12 -> key() + privateKey();
      default -> privateKey();
    };
  }

  /** What ends an unquoted value; where there is nothing, the text behind is a part of it. */
  private String end() {
    return in.oneOf("", " ", "\t", "\n", "\r", ",", ";", "&", "\"", "'", "`", ")", "]", "}");
  }

  private String unquoted() {
    blanks = true;
    return in.oneOf(KEYS)
        + blank()
        + in.oneOf("=", ":", ":=", "=>", "==")
        + blank()
        + secret
        + end();
  }

  /** A credential behind a key is one, as a value that has blanks in it. */
  private String key() {
    return in.oneOf(KEYS) + in.oneOf("=", ":", ": ", " = ");
  }

  private String blank() {
    return in.oneOf("", " ", "\t", "   ");
  }

  private String quotedValue() {
    quoted = true;
    String quote = in.oneOf("\"", "'", "`");
    String keyQuote = in.oneOf("", quote);
    // A backslash would pair with the quotes.
    String before = in.text(MAX_TEXT).replace(quote, "").replace("\\", "");
    String behind = in.text(MAX_TEXT).replace(quote, "").replace("\\", "");
    String value = quote + before + secret + behind + quote;
    String key = keyQuote + sensitiveKey() + keyQuote + blank() + in.oneOf("=", ":") + blank();
    // A word that is glued to it makes it an opening quote.
    return key + value + in.oneOf(" ", "\n", ",", ";", "}", ")");
  }

  /** JSON, as a text in JSON up to three times. */
  private String json() {
    quoted = true;
    String value = escaped(in.text(MAX_TEXT) + secret + in.text(MAX_TEXT));
    String colon = in.oneOf(":", ": ", " : ");
    String json = "{\"k\":[1],\"" + sensitiveKey() + "\"" + colon + "\"" + value + "\",\"n\":true}";
    for (int i = in.below(4); i > 0; i--) {
      json = escaped(json);
    }
    return json;
  }

  static String escaped(String text) {
    String quoted = SpanEncoder.quoted(text);
    return quoted.substring(1, quoted.length() - 1);
  }

  /** To the end of the line, or of the text. */
  private String line() {
    blanks = true;
    // A value that begins with a quote or a bracket ends with it.
    String before = "Digest " + in.text(MAX_TEXT).replaceAll("[\r\n]", "");
    return in.oneOf(LINE_KEYS)
        + in.oneOf(":", ": ", "=")
        + before
        + secret
        + in.oneOf("\n", "\r\n", "");
  }

  private String headerInQuotes() {
    quoted = true;
    String quote = in.oneOf("\"", "'");
    String before = "Digest " + in.text(MAX_TEXT).replaceAll("[\r\n\\\\" + quote + "]", "");
    return "curl -H " + quote + in.oneOf(LINE_KEYS) + ": " + before + secret + quote + " http://h";
  }

  private String scheme() {
    blanks = true;
    return in.oneOf("Bearer", "bearer", "BEARER", "Basic", "basic")
        + in.oneOf(" ", "  ", "\t")
        + secret
        + end();
  }

  private String webToken() {
    String head = in.oneOf("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.", "eyJ0eXAi.", "eyJ9.");
    return head + secret + in.oneOf("", "._x-", ".sig") + end();
  }

  private String privateKey() {
    blanks = true;
    String label = in.oneOf("", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED ") + "PRIVATE KEY-----";
    String lines = in.text(MAX_TEXT).replace("-----END ", "-----end ");
    String end = in.flag() ? "\n-----END " + label : "";
    if (end.isEmpty()) {
      lines = lines.replaceAll("[^A-Za-z0-9+/=\n]", ""); // what else ends a key that is not closed
    }
    return "-----BEGIN " + label + in.oneOf("\n", "\r\n", "\\n") + lines + secret + "\n=" + end;
  }
}
