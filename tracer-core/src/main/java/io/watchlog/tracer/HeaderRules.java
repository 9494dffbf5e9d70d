package io.watchlog.tracer;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What request headers a user may add. Values may be credentials: no message ever shows one.
 * Stateless.
 */
final class HeaderRules {
  static final String RULE =
      "header names and values in printable ASCII, none of those that the tracer itself sets";

  private static final int MAX_HEADERS = 32;
  private static final int MAX_NAME_LENGTH = 128;
  private static final int MAX_VALUE_LENGTH = 8_192;
  private static final Pattern NAME_CHARACTERS = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]");
  private static final Pattern NAME =
      Pattern.compile(NAME_CHARACTERS + "{1," + MAX_NAME_LENGTH + "}");
  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");

  /** What frames the request, or is the tracer's to say. */
  private static final Set<String> RESERVED =
      Set.of(
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "expect",
          "host",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private HeaderRules() {}

  /** Reads {@code Name: value}, separated by line ends, or where there is none by commas. */
  static Map<String, String> parse(String text) {
    Map<String, String> headers = empty();
    int number = 0;
    for (String part : text.split(text.indexOf('\n') >= 0 ? "\r?\n" : ",", -1)) {
      number++;
      if (part.isBlank()) {
        continue;
      }
      int colon = part.indexOf(':');
      if (colon < 0) {
        throw OptionType.refusal(
            "\"Name: value\", separated by commas or by line ends", "no such pair at " + number);
      }
      headers.put(part.substring(0, colon).strip(), part.substring(colon + 1));
    }
    return headers;
  }

  /** A checked, unmodifiable copy, whose names are looked up without regard to case. */
  static Map<String, String> checked(Map<String, String> headers) {
    Map<String, String> copy = empty();
    headers.forEach((name, value) -> copy.put(checkedName(name), checkedValue(name, value)));
    if (copy.size() > MAX_HEADERS) {
      throw OptionType.refusal("at most " + MAX_HEADERS + " headers", "" + copy.size());
    }
    return Collections.unmodifiableMap(copy);
  }

  /** A map of headers to be filled. */
  static Map<String, String> empty() {
    return new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  }

  private static String checkedName(String name) {
    if (name == null) {
      throw OptionType.refusal(RULE, "a null name");
    }
    if (!NAME.matcher(name).matches()) {
      // Only a character of it: text that was split wrongly may bring a credential here.
      String wrong = NAME_CHARACTERS.matcher(name).replaceAll("");
      throw OptionType.refusal(
          "header names of 1.." + MAX_NAME_LENGTH + " letters, digits and !#$%&'*+.^_`|~-",
          wrong.isEmpty()
              ? "one of " + name.length() + " characters"
              : "one with "
                  + OptionType.quoted(wrong.substring(0, wrong.offsetByCodePoints(0, 1))));
    }
    if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
      throw OptionType.refusal(RULE, OptionType.quoted(name));
    }
    return name;
  }

  private static String checkedValue(String name, String value) {
    if (value == null) {
      throw OptionType.refusal(RULE, "a null value of " + name);
    }
    if (value.length() > MAX_VALUE_LENGTH || !VALUE.matcher(value).matches()) {
      throw OptionType.refusal(
          "header values of at most " + MAX_VALUE_LENGTH + " printable ASCII characters",
          "another one of " + name);
    }
    return value.strip();
  }
}
