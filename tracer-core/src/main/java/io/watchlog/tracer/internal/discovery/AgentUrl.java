package io.watchlog.tracer.internal.discovery;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of an agent's URL: {@code http} or {@code https}, a host, nothing that could carry a
 * secret or break a request, and a path that ends in {@code /ai-tracer}. Stateless.
 */
public final class AgentUrl {
  /** What every agent's URL ends in. */
  public static final String PATH = "/ai-tracer";

  private static final int MAX_LENGTH = 2_048;
  private static final int MAX_SHOWN = 200;
  private static final String HIDDEN = "***";
  private static final int MAX_PORT = 65_535;
  private static final String LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?";
  private static final Pattern PLAIN_AUTHORITY =
      Pattern.compile("(" + LABEL + "(?:\\." + LABEL + ")*\\.?)(?::(\\d{0,5}))?");
  private static final Pattern DIGITS = Pattern.compile("\\d+");
  private static final Pattern ESCAPED_CONTROL = Pattern.compile("%(?:[01]\\p{XDigit}|7[Ff])");
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://");
  private static final Pattern QUERY_OR_FRAGMENT = Pattern.compile("[?#]");

  private AgentUrl() {}

  /**
   * Makes the full endpoint of a base URL or of a full endpoint.
   *
   * @param text such as {@code http://127.0.0.1:3774}, not null
   * @return the URL with a lower-case scheme, no trailing slash, and {@code /ai-tracer} at its end
   * @throws IllegalArgumentException if the text breaks a rule; the message goes on from the name
   *     of the option ("must be ...") and shows the text without what may be a secret
   */
  public static URI parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw refusal("it is longer than " + MAX_LENGTH + " characters", text);
    }
    if (!text.codePoints().allMatch(AgentUrl::isPrintable)) {
      throw refusal("it has white space or a control character", text);
    }
    if (!text.chars().allMatch(c -> c < 0x80)) {
      // Letters that look like others, and marks that nobody sees, get past who checks a setting.
      throw refusal("it has a character that is not ASCII", text);
    }
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      // Not handed on as the cause: its message repeats the whole text, with any password in it.
      throw refusal(e.getReason().toLowerCase(Locale.ROOT), text);
    }
    checkParts(uri, text);
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    String hostAndPort = hostAndPort(uri, text);
    if (ESCAPED_CONTROL.matcher(uri.getRawPath()).find()) {
      // Harmless here, a second request where a gateway decodes before it passes on.
      throw refusal("its path has an escaped control character", text);
    }
    return URI.create(scheme + "://" + hostAndPort + path(uri));
  }

  private static void checkParts(URI uri, String text) {
    String scheme = uri.getScheme();
    if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
      throw refusal(scheme == null ? "it has no scheme" : "its scheme is another one", text);
    }
    if (uri.getRawAuthority() != null && uri.getRawAuthority().indexOf('@') >= 0) {
      throw refusal("it has user info", text);
    }
    if (uri.getRawQuery() != null) {
      throw refusal("it has a query", text);
    }
    if (uri.getRawFragment() != null) {
      throw refusal("it has a fragment", text);
    }
  }

  private static String hostAndPort(URI uri, String text) {
    String host = uri.getHost();
    String port = uri.getPort() == -1 ? "" : Integer.toString(uri.getPort());
    if (host == null) {
      // Names with an underscore, which container networks do have, are no hosts to java.net.URI.
      String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
      Matcher parts = PLAIN_AUTHORITY.matcher(authority);
      if (authority.indexOf('_') < 0 || !parts.matches()) {
        throw refusal("its host or port is missing or malformed", text);
      }
      host = parts.group(1);
      port = parts.group(2) == null ? "" : parts.group(2);
    }
    if (DIGITS.matcher(host).matches()) {
      // A port whose host was forgotten; the JDK would make an address of it.
      throw refusal("its host is a number", text);
    }
    if (port.isEmpty()) {
      return host;
    }
    int number = Integer.parseInt(port);
    if (number == 0 || number > MAX_PORT) {
      throw refusal("its port is out of range", text);
    }
    return host + ":" + number;
  }

  private static String path(URI uri) {
    String path = uri.getRawPath();
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    String trimmed = path.substring(0, end);
    return trimmed.endsWith(PATH) ? trimmed : trimmed + PATH;
  }

  private static boolean isPrintable(int c) {
    return !Character.isWhitespace(c) && !Character.isSpaceChar(c) && !Character.isISOControl(c);
  }

  private static IllegalArgumentException refusal(String why, String text) {
    return new IllegalArgumentException(
        "must be an http or https URL with a host, a port in 1.."
            + MAX_PORT
            + " if any, and no user info, query or fragment; "
            + why
            + ", was \""
            + shown(text)
            + "\"");
  }

  /** The text without user info, query and fragment, cut, in printable ASCII. */
  private static String shown(String text) {
    String safe = withoutSecrets(text);
    StringBuilder out = new StringBuilder();
    safe.codePoints()
        .limit(MAX_SHOWN)
        .forEach(
            c -> {
              if (c >= ' ' && c < 0x7f) {
                out.append((char) c);
              } else {
                out.append(String.format(Locale.ROOT, "\\u%04x", c));
              }
            });
    return safe.codePointCount(0, safe.length()) > MAX_SHOWN ? out + "..." : out.toString();
  }

  private static String withoutSecrets(String text) {
    Matcher scheme = SCHEME.matcher(text);
    int from = scheme.lookingAt() ? scheme.end() : 0;
    int userInfoEnd = Math.max(text.lastIndexOf('@'), text.lastIndexOf("%40"));
    Matcher mark = QUERY_OR_FRAGMENT.matcher(text);
    int query = mark.find() ? mark.start() : text.length();
    if (query < userInfoEnd) {
      // A password with a ? in it, or a query with an @: nothing tells which.
      return text.substring(0, from) + HIDDEN;
    }
    String start = userInfoEnd < from ? "" : text.substring(0, from) + HIDDEN;
    String end = query == text.length() ? "" : text.charAt(query) + HIDDEN;
    return start + text.substring(Math.max(0, userInfoEnd), query) + end;
  }
}
