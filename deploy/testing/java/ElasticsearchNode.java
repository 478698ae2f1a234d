import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * Starts one Elasticsearch node from ordinary jars, without the distribution's own start-up.
 *
 * <p>Usage: {@code java -cp ... ElasticsearchNode CONFIG_FOLDER [SETTING=VALUE...]}. Ends cleanly on SIGTERM.
 */
public final class ElasticsearchNode {
  private static final long CLOSE_SECONDS = 20;

  private ElasticsearchNode() {}

  public static void main(String[] arguments) throws Exception {
    LogConfigurator.configureWithoutConfig(Settings.EMPTY);
    Settings.Builder settings = Settings.builder();
    for (int i = 1; i < arguments.length; i++) {
      String[] pair = arguments[i].split("=", 2);
      settings.put(pair[0], pair[1]);
    }
    Environment environment = new Environment(settings.build(), Path.of(arguments[0]));
    PluginsLoader modules =
        PluginsLoader.createPluginsLoader(
            PluginsLoader.loadModulesBundles(environment.modulesDir(), false), Set.of(), Map.of(), false);
    Node node = new Node(environment, modules);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node)));
    node.start();
    Thread.currentThread().join(); // The node's own threads are daemons.
  }

  private static void close(Node node) {
    try {
      node.close();
      node.awaitClose(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception failure) {
      failure.printStackTrace();
    }
  }
}
