package io.watchlog.tracer.examples.browser;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.FluentWait;

/** Headless Chromium with one page. */
final class Browser implements AutoCloseable {
  static final String NOT_INSTALLED =
      "Chromium is not installed (Debian: apt-get install chromium chromium-driver)";

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ChromeDriver driver;

  Browser() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toString());
    options.addArguments(
        "--headless=new",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--hide-scrollbars",
        "--disable-ipc-flooding-protection"); // a test changes the address a hundred times
    if (System.getProperty("user.name").equals("root")) {
      options.addArguments("--no-sandbox"); // which Chromium asks for
    }
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build(),
            options);
    driver.manage().timeouts().scriptTimeout(PATIENCE);
  }

  /** For {@code @EnabledIf}. */
  static boolean isInstalled() {
    return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
  }

  Browser resize(int width, int height) {
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    return this;
  }

  Browser dark(boolean dark) {
    Map<String, String> scheme =
        Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
    command("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
    return this;
  }

  private void command(String name, Map<String, Object> parameters) {
    driver.executeCdpCommand(name, parameters);
  }

  void open(URI url) {
    driver.get(url.toString());
  }

  WebElement find(String css) {
    return await(() -> driver.findElement(By.cssSelector(css)), css);
  }

  List<WebElement> all(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  /** Evaluates an expression in the page. */
  Object eval(String expression, Object... arguments) {
    return ((JavascriptExecutor) driver).executeScript("return " + expression, arguments);
  }

  /** Evaluates an expression that gives a list of texts. */
  List<String> texts(String expression, Object... arguments) {
    return ((List<?>) eval(expression, arguments)).stream().map(String::valueOf).toList();
  }

  /** Runs a script that calls its last argument with its result. */
  Object evalAsync(String script, Object... arguments) {
    return driver.executeAsyncScript(script, arguments);
  }

  /** Waits until an expression in the page is true. */
  void until(String expression, Object... arguments) {
    await(() -> Boolean.TRUE.equals(eval(expression, arguments)) ? true : null, expression);
  }

  private <T> T await(Supplier<T> condition, String what) {
    return new FluentWait<>(driver)
        .withTimeout(PATIENCE)
        .pollingEvery(Duration.ofMillis(50))
        .ignoring(NoSuchElementException.class)
        .ignoring(StaleElementReferenceException.class)
        .withMessage(what)
        .until(ignored -> condition.get());
  }

  /** Types where the focus is. */
  void press(CharSequence keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  byte[] screenshot() {
    return driver.getScreenshotAs(OutputType.BYTES);
  }

  /** What the page has said on its console, warnings and errors. */
  List<String> complaints() {
    return driver.manage().logs().get("browser").getAll().stream()
        .map(entry -> entry.getLevel() + " " + entry.getMessage())
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
