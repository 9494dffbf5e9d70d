package io.watchlog.tracer.examples.browser;

import java.util.ArrayList;
import java.util.List;

/** What somebody might put into a span to get more than a text out of whoever looks at it. */
final class HostileTexts {
  private static final String RUN = "window.ran=1";

  private HostileTexts() {}

  /** A hundred of them. */
  static List<String> all() {
    List<String> texts = new ArrayList<>();
    for (String tag :
        List.of(
            "script",
            "img",
            "svg",
            "iframe",
            "object",
            "embed",
            "body",
            "style",
            "link",
            "base",
            "video",
            "math",
            "details",
            "marquee",
            "template")) {
      texts.add("<" + tag + ">" + RUN + "</" + tag + ">");
      texts.add("\"'><" + tag + " src=x onload=" + RUN + " onerror=" + RUN + " open>");
    }
    for (String url :
        List.of(
            "javascript:" + RUN,
            "JaVaScRiPt:" + RUN,
            "java\tscript:" + RUN,
            "\u0001javascript:" + RUN,
            "data:text/html,<script>" + RUN + "</script>",
            "vbscript:" + RUN,
            "//evil.example/x.js",
            "http://evil.example/\"onmouseover=\"" + RUN)) {
      texts.add(url);
      texts.add("<a href=\"" + url + "\">click</a>");
    }
    texts.addAll(
        List.of(
            "</script><script>" + RUN + "</script>",
            "</textarea></title></style><script>" + RUN + "</script>",
            "<!--<img src=--><img src=x onerror=" + RUN + "//-->",
            "<![CDATA[<script>" + RUN + "</script>]]>",
            "<svg><animate onbegin=" + RUN + " attributeName=x dur=1s>",
            "<math><mtext></table><img src=x onerror=" + RUN + ">",
            "<noscript><p title=\"</noscript><img src=x onerror=" + RUN + ">\">",
            "<form><button formaction=javascript:" + RUN + ">x",
            "<input autofocus onfocus=" + RUN + ">",
            "&lt;script&gt;" + RUN + "&lt;/script&gt;",
            "&#x3c;script&#x3e;",
            "%3Cscript%3E" + RUN + "%3C/script%3E",
            "{{constructor.constructor('" + RUN + "')()}}",
            "${" + RUN + "}",
            "#{" + RUN + "}",
            "<%= " + RUN + " %>",
            "'-" + RUN + "-'",
            "\\\";" + RUN + ";//",
            "`${" + RUN + "}`",
            "*/" + RUN + "/*",
            "\u2028" + RUN + "\u2029",
            "]]>" + RUN,
            "data: x\n\nevent: stats\ndata: {}\n\n",
            "\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
            "\u0000\u0001\u0008\u001b[31mred\u001b[0m",
            "\u202ecod.exe\u202c",
            "\u2066\u2067\u2068isolated",
            "\u200f\u200e\u061c",
            "user\u202e \u2066// admin\u2069 \u2066",
            "\u05d0\u05d1 (\u05d2) 12:34",
            "\ufeffbom",
            "\u200bzero\u200dwidth",
            "Z\u0351\u036b\u0343\u036a\u0302".repeat(100),
            "\ufdfa".repeat(50),
            "\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67".repeat(40),
            "\ud83d",
            "\udc00x",
            "\uffff\ufffe",
            "__proto__",
            "constructor",
            "hasOwnProperty",
            "toString",
            "</td></tr></table>",
            "../../../etc/passwd",
            "#/trace/x?text=<b>",
            "javascript&colon;alert(1)",
            " ",
            "\n".repeat(1_000),
            "x".repeat(10_000),
            "W W ".repeat(5_000),
            "[".repeat(10_000),
            "{\"a\":".repeat(1_000) + "1" + "}".repeat(1_000),
            "a".repeat(1 << 20),
            "<b>".repeat(1 << 18)));
    if (texts.size() != 100) {
      throw new AssertionError(texts.size() + " texts");
    }
    return texts;
  }
}
