package io.watchlog.tracer;

import java.util.List;
import java.util.Locale;

/** A secret with a text around it, in one of many shapes. Each has {@link #MARK} in any case. */
record PlantedSecret(String secret, String text) {
  /** In nothing else that a test sends. */
  static final String MARK = "Pl4nt3d";

  /** How many shapes there are, keys not counted. */
  static final int SHAPES;

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
          "%k = \"%s and more\"",
          "'%k': '%s, more'",
          "%k => `%s more`",
          "%k := \"%s\"",
          "{\"n\":1,\"%k\":\"%s \\\" %s\",\"m\":2}",
          "{\"n\":1,\"%k\":[\"%s\",{\"m\":\"] %s\"}]}",
          "{\"a\":\"{\\\"%k\\\":\\\"%s\\\",\\\"n\\\":1}\"}",
          "{\"a\":\"{\\\"b\\\":\\\"{\\\\\\\"%k\\\\\\\":\\\\\\\"%s\\\\\\\"}\\\"}\"}",
          "https://example.com/path?a=1&%k=%s&b=2#c",
          "curl -H '%k: %s' https://example.com",
          "os.environ[\"%k\"] = \"%s more\"",
          "%k: str = f\"%s more\"",
          "**%k:** %s",
          "<config %k=\"%s\"/>",
          "Exception: login failed (%k=%s)");

  /** {@code %S} is the secret in capitals. */
  private static final List<String> BY_FORM =
      List.of(
          "Authorization: Custom %s, more=%s",
          "Cookie: id=%s; theme=dark; x=%s",
          "here it is: Bearer %s",
          "try Basic %s==",
          "my key is sk-proj-%s.",
          "ghp_%s",
          "github_pat_%s",
          "xoxb-12-%s",
          "AKIA%SAB",
          "eyJhbGciOiJIUzI1NiJ9.%s.c2lnbmF0dXJl",
          "-----BEGIN RSA PRIVATE KEY-----\n%s\n%s=\n-----END RSA PRIVATE KEY-----",
          "postgres://admin:%s@db.example.com/app");

  private static final List<String> AROUND =
      List.of(
          "%t",
          "Please have a look at this:\n%t\nIs it all right?",
          "Die Größe – 漢字 \uD83D\uDE00 \"quoted\"\t%t\n",
          // Over the edge of a field.
          "x".repeat(490) + " %t",
          "y ".repeat(254) + "\n%t",
          "z".repeat(511) + "\n%t");

  static {
    SHAPES = (BY_KEY.size() + BY_FORM.size()) * AROUND.size();
  }

  /** The {@code number}th secret; the shapes go around, with other keys. */
  static PlantedSecret of(int number) {
    String secret = "%s%05dZq9x".formatted(MARK, number);
    int form = number % (BY_KEY.size() + BY_FORM.size());
    String pattern = form < BY_KEY.size() ? BY_KEY.get(form) : BY_FORM.get(form - BY_KEY.size());
    String inner =
        pattern
            .replace("%k", KEYS.get(number / 7 % KEYS.size()))
            .replace("%S", secret.toUpperCase(Locale.ROOT))
            .replace("%s", secret);
    int around = number / (BY_KEY.size() + BY_FORM.size()) % AROUND.size();
    return new PlantedSecret(secret, AROUND.get(around).replace("%t", inner));
  }
}
