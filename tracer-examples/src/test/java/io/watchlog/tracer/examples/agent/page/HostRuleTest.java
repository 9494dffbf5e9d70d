package io.watchlog.tracer.examples.agent.page;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostRuleTest {
  private final HostRule rule = new HostRule("MyBox");

  @Test
  void namesThatNoStrangerCanHaveAreOurs() {
    for (String host :
        List.of(
            "localhost",
            "LocalHost:3774",
            "a.localhost",
            "127.0.0.1:1",
            "10.0.0.7",
            "[::1]:3774",
            "[fe80::1]",
            "mybox",
            "MYBOX:3774")) {
      assertTrue(rule.allowsHost(host(host)), host);
    }
  }

  @Test
  void allOthersAreNot() {
    for (String host :
        List.of(
            "",
            ":3774",
            "evil.example",
            "mybox.evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "[evil.example]",
            "[::1",
            "0x7f.1",
            "localhost@evil.example",
            "mybox mybox")) {
      assertFalse(rule.allowsHost(host(host)), host);
    }
    assertFalse(rule.allowsHost(new DefaultHttpHeaders()));
  }

  @Test
  void anOriginMustBeThePageItself() {
    assertTrue(rule.allowsOrigin(host("evil.example"))); // no browser
    assertTrue(rule.allowsOrigin(from("localhost:3774", "http://localhost:3774")));
    assertFalse(rule.allowsOrigin(from("localhost:3774", "http://localhost:8080")));
    assertFalse(rule.allowsOrigin(from("localhost:3774", "https://localhost:3774")));
    assertFalse(rule.allowsOrigin(from("localhost:3774", "null")));
    assertFalse(rule.allowsOrigin(from("evil.example", "http://evil.example"))); // rebinding
  }

  private static HttpHeaders host(String host) {
    return new DefaultHttpHeaders().set("Host", host);
  }

  private static HttpHeaders from(String host, String origin) {
    return host(host).set("Origin", origin);
  }
}
