package io.watchlog.tracer;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;
import java.util.Locale;

/** A secret with a text around it, in one of many shapes. It begins and ends with a mark. */
record PlantedSecret(String secret, String text) {
  /** In nothing else that a test sends, in any case. */
  static final String MARK = "Pl4nt3d";

  private static final List<String> KEYS =
      List.of(
          "password",
          "DB_PASSWORD",
          "userPassword",
          "passwd",
          "x-api-key",
          "OPENAI_API_KEY",
          "accessToken",
          "refresh_token",
          "client.secret",
          "AWS_SECRET_ACCESS_KEY",
          "private-key",
          "Proxy-Authorization",
          "Set-Cookie");

  /** {@code %k} is a key, {@code %s} the secret, which may have blanks behind it in quotes. */
  private static final List<String> BY_KEY =
      List.of(
          "%k=%s",
          "%k: %s",
          "%k \t=  %s",
          "export %k=%s",
          "%k = \"%s and %s\"",
          "'%k': '%s, %s'",
          "%k => `%s %s`",
          "%k := \"%s\"",
          "{\"n\":1,\"%k\":\"%s \\\" %s\",\"m\":2}",
          "{\"n\":1,\"%k\":[\"%s\",{\"m\":\"] %s\"}]}",
          "{\"a\":\"{\\\"%k\\\":\\\"%s\\\",\\\"n\\\":1}\"}",
          "{\"a\":\"{\\\"b\\\":\\\"{\\\\\\\"%k\\\\\\\":\\\\\\\"%s\\\\\\\"}\\\"}\"}",
          "https://example.com/path?a=1&%k=%s&b=2#c",
          "curl -H '%k: %s' https://example.com",
          "os.environ[\"%k\"] = \"%s %s\"",
          "%k: str = f\"%s %s\"",
          "**%k:** %s",
          "<config %k=\"%s\"/>",
          "Exception: login failed (%k=%s)");

  /** {@code %S} is the secret in capitals. */
  private static final List<String> BY_FORM =
      List.of(
          "Authorization: Custom %s, a=%s",
          "Cookie: id=%s; theme=dark; x=%s",
          "here it is: Bearer %s",
          "try Basic %s==",
          "my key is sk-proj-%s.",
          "ghp_%s",
          "github_pat_%s",
          "xoxb-12-%s",
          "AKIA%S",
          "eyJhbGciOiJIUzI1NiJ9.%s.c2lnbmF0dXJl",
          "-----BEGIN RSA PRIVATE KEY-----\n%s\n%s=\n-----END RSA PRIVATE KEY-----",
          "postgres://admin:%s@db.example.com/app");

  private static final List<String> AROUND =
      List.of(
          "%t",
          "Please have a look at this:\n%t\nIs it all right?",
          "{\"a\":\"before\\n%j\\nbehind\"}",
          "[\"it's\", \"(a)\"] %t",
          "Die Größe – 漢字 \uD83D\uDE00 \"quoted\"\t%t\n",
          // Over the edge of a field.
          "x".repeat(490) + " %t",
          "y ".repeat(254) + "\n%t",
          "z".repeat(511) + "\n%t");

  /** In how many forms a secret is written, and how many texts there are around it. */
  static final int FORMS = BY_KEY.size() + BY_FORM.size();

  static final int SURROUNDINGS = AROUND.size();

  /** The {@code number}th secret in a form and in surroundings, behind one key or another. */
  static PlantedSecret of(int number, int form, int surroundings) {
    String secret = "%s%05d%s".formatted(MARK, number, MARK);
    String pattern = form < BY_KEY.size() ? BY_KEY.get(form) : BY_FORM.get(form - BY_KEY.size());
    String inner =
        pattern
            .replace("%k", KEYS.get(number % KEYS.size()))
            .replace("%S", secret.toUpperCase(Locale.ROOT))
            .replace("%s", secret);
    String escaped = new String(JsonStringEncoder.getInstance().quoteAsString(inner));
    String text = AROUND.get(surroundings).replace("%j", escaped).replace("%t", inner);
    return new PlantedSecret(secret, text);
  }
}
